/*
 * An implementation that fails: failing-dut HOW WHEN COMMAND... passes requests on to COMMAND, which speaks the pipe form, and
 * its answers back, until it has passed WHEN answers on; then it fails in the way that HOW says.
 */
#define _POSIX_C_SOURCE 200809L
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

enum { hello_bytes = 1088, welcome_bytes = 64, request_bytes = 128, response_bytes = 512 };

static int to_command, from_command;

static void move_bytes(int from, int to, size_t count)
{
    unsigned char bytes[4096];
    while (count > 0) {
        const ssize_t got = read(from, bytes, count < sizeof bytes ? count : sizeof bytes);
        ssize_t put = 0;
        if (got <= 0)
            exit(0);
        while (put < got) {
            const ssize_t more = write(to, bytes + put, (size_t)(got - put));
            if (more < 0)
                exit(1);
            put += more;
        }
        count -= (size_t)got;
    }
}

/* What follows the response. */
static size_t dump_bytes(const uint32_t *request)
{
    return (request[2] & 1 ? 4096 : 0) + (request[2] & 8 ? request[4] : 0);
}

static void wait_for_ever(void)
{
    for (;;)
        pause();
}

static void say(const char *bytes, size_t count)
{
    if (write(STDOUT_FILENO, bytes, count) < 0)
        exit(1);
}

static void leave_a_child(const char *file)
{
    const pid_t child = fork();
    if (child == 0) {
        signal(SIGPIPE, SIG_IGN);
        wait_for_ever();
    }
    FILE *const out = fopen(file, "w"); /* here, since the child may be killed before it gets to run */
    if (out != NULL) {
        fprintf(out, "%d\n", (int)child);
        fclose(out);
    }
}

static void fail(const char *how)
{
    static char nonsense[response_bytes];
    if (strcmp(how, "crash") == 0) {
        fprintf(stderr, "the assertion that failed\n");
        abort();
    }
    if (strcmp(how, "exit") == 0)
        exit(0);
    if (strcmp(how, "garbage") == 0) {
        memset(nonsense, 0xA5, sizeof nonsense);
        for (;;)
            say(nonsense, sizeof nonsense);
    }
    if (strcmp(how, "short") == 0)
        say(nonsense, 100);
    if (strcmp(how, "close") == 0)
        close(STDOUT_FILENO);
    if (strcmp(how, "deaf") == 0)
        close(STDIN_FILENO);
    wait_for_ever(); /* "hang", and what is left */
}

static void start_command(char **command)
{
    int down[2], up[2];
    if (pipe(down) != 0 || pipe(up) != 0)
        exit(1);
    if (fork() == 0) {
        dup2(down[0], STDIN_FILENO);
        dup2(up[1], STDOUT_FILENO);
        close(down[1]);
        close(up[0]);
        execv(command[0], command);
        _exit(127);
    }
    close(down[0]);
    close(up[1]);
    to_command = down[1];
    from_command = up[0];
}

int main(int count, char **words)
{
    static char chatter[100 * 1024];
    const char *how = words[1];
    long left = count > 3 ? atol(words[2]) : -1;
    if (left < 0)
        fail(how);
    start_command(words + 3);
    move_bytes(STDIN_FILENO, to_command, hello_bytes);
    move_bytes(from_command, STDOUT_FILENO, welcome_bytes);
    memset(chatter, 'x', sizeof chatter);
    if (strcmp(how, "stray") == 0) {
        leave_a_child(getenv("STRAY"));
        how = "crash";
    }
    for (;; --left) {
        uint32_t request[request_bytes / 4];
        unsigned char *at = (unsigned char *)request;
        size_t missing = sizeof request;
        if (left == 0 && strcmp(how, "chatty") != 0)
            fail(how);
        while (missing > 0) {
            const ssize_t got = read(STDIN_FILENO, at, missing);
            if (got <= 0)
                return 0;
            at += got;
            missing -= (size_t)got;
        }
        if (write(to_command, request, sizeof request) != (ssize_t)sizeof request)
            return 1;
        if (strcmp(how, "chatty") == 0 && write(STDERR_FILENO, chatter, sizeof chatter) < 0)
            return 1;
        move_bytes(from_command, STDOUT_FILENO, response_bytes + dump_bytes(request));
    }
}
