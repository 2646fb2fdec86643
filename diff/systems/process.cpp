#include "diff/systems/process.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <thread>

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

Descriptor::~Descriptor() {
    reset();
}

void Descriptor::reset(int number) {
    if (number_ >= 0) {
        close(number_);
    }
    number_ = number;
}

void make_pipe(Descriptor& read_end, Descriptor& write_end) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) {
        throw System_error(fmt::format("no pipe: {}", std::strerror(errno)));
    }
    read_end.reset(ends[0]);
    write_end.reset(ends[1]);
}

namespace {

constexpr std::size_t kept_complaints = 4096;
constexpr std::size_t most_at_a_time = 1 << 20; // of a child that never stops complaining
constexpr auto nap = std::chrono::milliseconds(2);

/// Above those that a child is given, so that none is overwritten before it was put in its place.
int out_of_the_way(int descriptor) {
    constexpr int first_free = 10;
    return descriptor < 0 ? -1 : fcntl(descriptor, F_DUPFD_CLOEXEC, first_free);
}

void put(int descriptor, int place) {
    if (descriptor >= 0) {
        dup2(descriptor, place);
    }
}

/// As execvp, which would try a file of another format as a shell's script.
void execute(char* const* words) {
    if (std::strchr(words[0], '/') != nullptr) {
        execv(words[0], words);
    } else {
        execvp(words[0], words);
    }
}

[[noreturn]] void become(char* const* words, const Wiring& wiring, int complaints, int failure, pid_t owner) {
    setpgid(0, 0); // a terminal's Ctrl-C is for the owner, which then ends this process when it is done with it
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    const int empty = open("/dev/null", O_RDONLY | O_CLOEXEC);
    const int input = out_of_the_way(wiring.input < 0 ? empty : wiring.input);
    const int output = out_of_the_way(wiring.output < 0 ? complaints : wiring.output);
    const int errors = out_of_the_way(complaints);
    const int third = out_of_the_way(wiring.descriptor_3);
    const int fourth = out_of_the_way(wiring.descriptor_4);
    const int report = out_of_the_way(failure);
    put(input, STDIN_FILENO);
    put(output, STDOUT_FILENO);
    put(errors, STDERR_FILENO);
    put(third, 3);
    put(fourth, 4);
    if (getppid() == owner) {
        execute(words);
        const int error = errno;
        [[maybe_unused]] const ssize_t told = write(report, &error, sizeof error);
    }
    _exit(127);
}

} // namespace

Process::Process(const std::vector<std::string>& command, const Wiring& wiring) {
    std::vector<std::string> words = command;
    std::vector<char*> pointers;
    std::transform(words.begin(), words.end(), std::back_inserter(pointers), [](auto& word) { return word.data(); });
    pointers.push_back(nullptr);
    Descriptor complaints_in;
    Descriptor failure_out;
    Descriptor failure_in;
    make_pipe(complaints_end_, complaints_in);
    make_pipe(failure_out, failure_in);
    fcntl(complaints_end_.number(), F_SETFL, O_NONBLOCK);

    const pid_t owner = getpid();
    pid_ = fork();
    if (pid_ < 0) {
        throw System_error(fmt::format("no process for {}: {}", command.front(), std::strerror(errno)));
    }
    if (pid_ == 0) {
        become(pointers.data(), wiring, complaints_in.number(), failure_in.number(), owner);
    }
    setpgid(pid_, pid_); // whichever of the two comes first
    failure_in.reset();
    int error = 0;
    if (read(failure_out.number(), &error, sizeof error) == sizeof error) {
        waitpid(pid_, nullptr, 0);
        const bool is_folder = std::filesystem::is_directory(command.front());
        throw Not_executable(
            fmt::format("{}: {}", command.front(), std::strerror(is_folder ? EISDIR : error)), error == ENOEXEC);
    }
}

Process::~Process() {
    // The process itself was not waited for yet, even when it has ended: so the group's number is still its own.
    kill(-pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
}

std::string Process::how_it_ended() {
    siginfo_t info{};
    if (!end_.empty() || waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED | WNOHANG | WNOWAIT) != 0 ||
        info.si_pid != pid_) {
        return end_;
    }
    if (info.si_code == CLD_EXITED) {
        end_ = fmt::format("ended with status {}", info.si_status);
    } else {
        end_ = fmt::format("was killed by signal {} ({})", info.si_status, strsignal(info.si_status));
    }
    return end_;
}

std::string Process::end_within(std::chrono::milliseconds limit) {
    const auto deadline = std::chrono::steady_clock::now() + limit;
    while (how_it_ended().empty() && std::chrono::steady_clock::now() < deadline) {
        (void)complaints();
        std::this_thread::sleep_for(nap);
    }
    return end_;
}

const std::string& Process::complaints() {
    char buffer[65536];
    for (std::size_t taken = 0; taken < most_at_a_time;) {
        const ssize_t count = read(complaints_end_.number(), buffer, sizeof buffer);
        if (count == 0) {
            complaints_end_.reset(); // there will be no more
        }
        if (count <= 0) {
            break;
        }
        taken += static_cast<std::size_t>(count);
        complaints_.append(buffer, static_cast<std::size_t>(count));
        complaints_.erase(0, complaints_.size() - std::min(complaints_.size(), kept_complaints));
    }
    return complaints_;
}

} // namespace trapspec::diff
