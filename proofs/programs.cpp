#include "proofs/programs.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <string>
#include <system_error>
#include <vector>

namespace trapspec::proofs {

namespace {

class Temporary_file {
public:
    explicit Temporary_file(const std::string& content) {
        std::string name = (std::filesystem::temp_directory_path() / "trapspec-XXXXXX.smt2").string();
        const int descriptor = mkstemps(name.data(), 5);
        if (descriptor >= 0) {
            close(descriptor);
        }
        path_ = name;
        std::ofstream file(path_);
        file << content;
        file.close();
        if (!file) {
            throw std::runtime_error("cannot write " + path_);
        }
    }
    ~Temporary_file() {
        std::error_code error;
        std::filesystem::remove(path_, error);
    }
    Temporary_file(const Temporary_file&) = delete;
    Temporary_file& operator=(const Temporary_file&) = delete;

    [[nodiscard]] const std::string& path() const { return path_; }

private:
    std::string path_;
};

using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds look_around{100};

/// On a machine that is busy with other things a program may take so many times its own time.
constexpr int patience = 10;

/// One way to run a program, for a part of the time.
struct Strategy {
    std::vector<std::string> flags;
    unsigned quarters; ///< of the time
};

/// cvc5 1.0.3 decides most questions at once with its default, and some in a second only with its own SAT solver's bit-blasting.
std::vector<Strategy> strategies_of(const std::string& program) {
    if (program == "cvc5") {
        return {{{"--quiet"}, 1}, {{"--quiet", "--bv-solver=bitblast-internal"}, 3}};
    }
    return {{{program == "boolector" ? "--smt2" : "-smt2"}, 4}};
}

/// A program in a process group of its own, its output in a pipe. Neither outlives this object.
class Child {
public:
    explicit Child(std::vector<std::string> command) {
        std::vector<char*> arguments;
        for (std::string& each : command) {
            arguments.push_back(each.data());
        }
        arguments.push_back(nullptr);
        std::array<int, 2> ends{};
        if (pipe2(ends.data(), O_CLOEXEC) != 0) {
            throw std::system_error(errno, std::generic_category(), "a pipe to " + command[0]);
        }
        const pid_t parent = getpid();
        // Not fork: libz3 takes its locks in handlers of fork, and two threads that fork at once wait for each other. Until exec
        // the child is in our memory, so it only calls the system.
        process_ = vfork();
        if (process_ == 0) {
            setpgid(0, 0);
            prctl(PR_SET_PDEATHSIG, SIGKILL);
            if (getppid() == parent) {
                dup2(ends[1], STDOUT_FILENO);
                dup2(ends[1], STDERR_FILENO);
                execvp(arguments[0], arguments.data());
            }
            _exit(127);
        }
        const int error = errno;
        close(ends[1]);
        output_ = ends[0];
        if (process_ < 0) {
            close(output_);
            throw std::system_error(error, std::generic_category(), "cannot run " + command[0]);
        }
        setpgid(process_, process_); // whoever comes first
    }
    ~Child() {
        close(output_);
        kill(-process_, SIGKILL);
        waitpid(process_, nullptr, 0);
    }
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;

    /// Adds what it has written to `text`, after at most this long; false once there will be no more.
    bool read_some(std::string& text, std::chrono::milliseconds patience) const {
        pollfd readable{output_, POLLIN, 0};
        if (poll(&readable, 1, static_cast<int>(patience.count())) <= 0) {
            return true;
        }
        std::array<char, 4096> buffer{};
        const ssize_t count = read(output_, buffer.data(), buffer.size());
        if (count > 0) {
            text.append(buffer.data(), static_cast<std::size_t>(count));
        }
        return count > 0 || (count < 0 && errno == EINTR);
    }

    /// Of the processor; none once it has ended.
    [[nodiscard]] std::chrono::nanoseconds time_used() const {
        clockid_t clock{};
        timespec used{};
        if (clock_getcpuclockid(process_, &clock) != 0 || clock_gettime(clock, &used) != 0) {
            return {};
        }
        return std::chrono::seconds(used.tv_sec) + std::chrono::nanoseconds(used.tv_nsec);
    }

private:
    pid_t process_ = -1;
    int output_ = -1;
};

Program_verdict verdict_of(const std::string& line) {
    return line == "sat" ? Program_verdict::sat : line == "unsat" ? Program_verdict::unsat : Program_verdict::failed;
}

/// What it writes, if it ends in time.
std::optional<std::string> output_of(const std::string& program,
    const Strategy& strategy,
    const std::string& file,
    std::chrono::milliseconds timeout,
    const std::function<bool()>& stop) {
    std::vector<std::string> command{program};
    command.insert(command.end(), strategy.flags.begin(), strategy.flags.end());
    command.push_back(file);
    const Clock::time_point end = Clock::now() + patience * timeout;
    const Child child(std::move(command));
    std::string output;
    while (child.read_some(output, look_around)) {
        if (child.time_used() > timeout || Clock::now() > end || (stop && stop())) {
            return {};
        }
    }
    return output;
}

} // namespace

bool is_installed(const std::string& program) {
    const char* path = std::getenv("PATH");
    std::istringstream folders(path != nullptr ? path : "");
    for (std::string folder; std::getline(folders, folder, ':');) {
        if (access((std::filesystem::path(folder) / program).c_str(), X_OK) == 0) {
            return true;
        }
    }
    return false;
}

std::string how_to_install(const std::string& program) {
    return fmt::format("{0} is not installed; install the Debian package {0}", program);
}

Program_answer ask_program(const std::string& program,
    const std::string& text,
    std::chrono::milliseconds timeout,
    const std::function<bool()>& stop) {
    const Temporary_file file(text + "\n(check-sat)\n(exit)\n");
    const Clock::time_point start = Clock::now();
    Program_answer answer;
    for (const Strategy& strategy : strategies_of(program)) {
        const auto output = output_of(program, strategy, file.path(), timeout * strategy.quarters / 4, stop);
        answer.said = output ? output->substr(0, output->find('\n')) : "";
        answer.verdict = output ? verdict_of(answer.said) : Program_verdict::timed_out;
        if (answer.verdict != Program_verdict::timed_out) {
            break;
        }
    }
    answer.seconds = std::chrono::duration<double>(Clock::now() - start).count();
    return answer;
}

} // namespace trapspec::proofs
