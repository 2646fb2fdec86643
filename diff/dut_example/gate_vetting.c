/*
 * A system under test in plain C99: it vets the Guest's interrupt gates (R-LOAD, R-SET), and says that it does
 * nothing else. It speaks the pipe form of ../wire/README.md, on a little-endian machine. Run it as
 *
 *     trapspec conform --dut build/release/bin/trapspec-example-dut
 *     trapspec fuzz    --dut build/release/bin/trapspec-example-dut
 *
 * To make it yours: add kinds to `kinds` and `perform`, and keep every word of `answer.words` that they change.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { start_guest = 0, kill_outside = 5, observe = 6, load_idt_entry = 11 }; /* "Request" */
static const uint32_t kinds = 1u << start_guest | 1u << kill_outside | 1u << observe | 1u << load_idt_entry;

enum { magic = 0x54535043, version = 2, ready = 1, bad_magic = 2, bad_version = 3, bad_configuration = 4 };
enum { ok = 0, bad_kind = 1, bad_argument = 2, not_ready = 3 };
enum { dump_tables = 1, dump_memory = 8 };
enum { trapnum = 11, changed = 20, pfn_limit = 33, dead = 36, reason = 37, first_number = 38 }; /* "Response" */
enum { bad_idt_type = 12, setting_idt_entry = 13, outside = 18 };
enum { last_faithful_rules = 2, vectors = 256, page_bytes = 4096 };

static struct { uint32_t magic, version, rules, syscall_vector, memory_pages, reserved[11], handlers[256]; } hello;
static struct { uint32_t magic, version, ready, kinds, reserved[12]; } welcome = {magic, version, ready, 0, {0}};
static struct { uint32_t sequence, kind, flags, arguments[24], reserved[5]; } request;
static struct {
    uint32_t sequence, status;
    uint64_t gates_digest, idt_digest;
    uint32_t words[56], write_count, writes[20][3], reserved[5];
} answer; /* `words` is the state: what no event changes stays */

static struct { uint32_t a, b; } gates[vectors], idt[vectors];
static int started;

static void kill_guest(uint32_t why, uint32_t number)
{
    if (answer.words[dead]) /* the first reason stays */
        return;
    answer.words[dead] = 1;
    answer.words[reason] = why;
    answer.words[first_number] = number;
}

static void set_gate(uint32_t n, uint32_t a, uint32_t b) /* R-SET */
{
    const uint32_t type = b >> 8 & 0xF;
#ifdef PLANTED_BUG
    const uint32_t present = 0x4000; /* bit 14 is half of the DPL */
#else
    const uint32_t present = 0x8000;
#endif
    gates[n].a = gates[n].b = 0;
    if (!(b & present))
        return;
    if (type != 0xE && type != 0xF)
        kill_guest(bad_idt_type, type); /* and go on */
    gates[n].a = 0x61u << 16 | (a & 0xFFFF);
    gates[n].b = b & 0xFFFFEF00;
}

static void load_gate(uint32_t n, uint32_t a, uint32_t b) /* R-LOAD */
{
    if (n == 2 || n == 8 || n == 15 || n == 0x1F)
        return;
    answer.words[changed] |= 1;
    if (n < vectors)
        set_gate(n, a, b);
    else
        kill_guest(setting_idt_entry, n);
}

static uint32_t perform(const uint32_t *arguments)
{
    const uint32_t memory_bytes = hello.memory_pages * page_bytes;
    const uint32_t dump = request.flags & dump_memory;

    if (request.kind > 31 || !(kinds >> request.kind & 1))
        return bad_kind;
    if (!started && request.kind != start_guest)
        return not_ready;
    if (request.flags & ~(uint32_t)(dump_tables | dump_memory) || (dump && request.kind != observe) ||
        (dump && (arguments[0] > memory_bytes || arguments[1] > memory_bytes - arguments[0])) ||
        (request.kind == start_guest && arguments[1] > hello.memory_pages))
        return bad_argument;

    if (request.kind == start_guest) {
        started = 1;
        memset(answer.words, 0, sizeof answer.words);
        memset(gates, 0, sizeof gates);
        answer.words[trapnum] = 256;
        answer.words[changed] = 3;
        answer.words[pfn_limit] = arguments[0];
    } else if (request.kind == load_idt_entry) {
        load_gate(arguments[0], arguments[1], arguments[2]);
    } else if (request.kind == kill_outside) {
        kill_guest(outside, 0);
    }
    return ok;
}

static uint64_t mix(uint64_t x)
{
    x = (x ^ x >> 32) * 0xD6E8FEB86659FD93;
    x = (x ^ x >> 32) * 0xD6E8FEB86659FD93;
    return x ^ x >> 32;
}

static void respond(uint32_t status)
{
    static const uint8_t no_memory_was_written[page_bytes];
    static struct { uint32_t sequence, status, zero[126]; } refusal;
    uint64_t i, left = request.flags & dump_memory ? request.arguments[1] : 0;

    refusal.sequence = answer.sequence = request.sequence;
    refusal.status = status;
    if (status != ok) {
        fwrite(&refusal, sizeof refusal, 1, stdout);
        return;
    }
    answer.gates_digest = answer.idt_digest = 0;
    for (i = 0; i < vectors; ++i) {
        answer.gates_digest += mix(((uint64_t)gates[i].b << 32 | gates[i].a) ^ i * 0x9E3779B97F4A7C15);
        answer.idt_digest += mix(((uint64_t)idt[i].b << 32 | idt[i].a) ^ i * 0x9E3779B97F4A7C15);
    }
    fwrite(&answer, sizeof answer, 1, stdout);
    if (request.flags & dump_tables) {
        fwrite(gates, sizeof gates, 1, stdout);
        fwrite(idt, sizeof idt, 1, stdout);
    }
    for (; left > 0; left -= i) {
        i = left < page_bytes ? left : page_bytes;
        fwrite(no_memory_was_written, (size_t)i, 1, stdout);
    }
}

int main(void)
{
    if (fread(&hello, sizeof hello, 1, stdin) != 1)
        return EXIT_FAILURE;
    welcome.kinds = kinds;
    if (hello.magic != magic)
        welcome.ready = bad_magic;
    else if (hello.version != version)
        welcome.ready = bad_version;
    else if (hello.rules > last_faithful_rules || hello.syscall_vector >= vectors) /* `hardened` vets otherwise */
        welcome.ready = bad_configuration;
    fwrite(&welcome, sizeof welcome, 1, stdout);
    fflush(stdout);
    if (welcome.ready != ready)
        return EXIT_FAILURE;
    while (fread(&request, sizeof request, 1, stdin) == 1) {
        respond(perform(request.arguments));
        fflush(stdout); /* or the tester waits for what lies in a buffer here */
    }
    return ferror(stdin) || ferror(stdout) ? EXIT_FAILURE : EXIT_SUCCESS;
}
