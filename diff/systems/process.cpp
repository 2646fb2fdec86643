#include "diff/systems/process.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>

#include "diff/systems/system.hpp"

namespace trapspec::diff {

Shared_memory::Shared_memory(const char* name, std::size_t bytes) : size_(bytes) {
    descriptor_ = memfd_create(name, MFD_CLOEXEC);
    if (descriptor_ < 0 || ftruncate(descriptor_, static_cast<off_t>(bytes)) != 0) {
        throw System_error(fmt::format("no shared memory of {} bytes: {}", bytes, std::strerror(errno)));
    }
    data_ = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor_, 0);
    if (data_ == MAP_FAILED) {
        throw System_error(fmt::format("shared memory of {} bytes cannot be mapped: {}", bytes, std::strerror(errno)));
    }
}

Shared_memory::~Shared_memory() {
    munmap(data_, size_);
    close(descriptor_);
}

namespace {

[[noreturn]] void become(const char* program, int descriptor_3, int descriptor_4, const char* argument) {
    // Both may sit on 3 or 4 already: move them out of the way before they are put there.
    const int first = fcntl(descriptor_3, F_DUPFD, 10);
    const int second = fcntl(descriptor_4, F_DUPFD, 10);
    dup2(first, 3);
    dup2(second, 4);
    close(first);
    close(second);
    setpgid(0, 0); // a terminal's Ctrl-C is for the owner, which then ends this process when it is done with it
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    execl(program, program, argument, static_cast<char*>(nullptr));
    _exit(127);
}

} // namespace

Process::Process(const std::string& program, int descriptor_3, int descriptor_4, const std::string& argument) {
    if (access(program.c_str(), X_OK) != 0) {
        throw System_error(fmt::format("{}: {}", program, std::strerror(errno)));
    }
    pid_ = fork();
    if (pid_ < 0) {
        throw System_error(fmt::format("no process for {}: {}", program, std::strerror(errno)));
    }
    if (pid_ == 0) {
        become(program.c_str(), descriptor_3, descriptor_4, argument.c_str());
    }
}

Process::~Process() {
    if (end_.empty()) {
        kill(pid_, SIGKILL);
        waitpid(pid_, nullptr, 0);
    }
}

std::string Process::how_it_ended() {
    int status = 0;
    if (!end_.empty() || waitpid(pid_, &status, WNOHANG) != pid_) {
        return end_;
    }
    if (WIFSIGNALED(status)) {
        end_ = fmt::format("was killed by signal {} ({})", WTERMSIG(status), strsignal(WTERMSIG(status)));
    } else if (WEXITSTATUS(status) == 127) {
        end_ = "could not be executed";
    } else {
        end_ = fmt::format("ended with status {}", WEXITSTATUS(status));
    }
    return end_;
}

} // namespace trapspec::diff
