#include "diff/metal/child.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <sstream>
#include <thread>

#include "diff/systems/system.hpp"

namespace trapspec::diff::metal {

namespace {

constexpr auto nap = std::chrono::milliseconds(2);
constexpr int not_executed = 127;

[[noreturn]] void fail(const std::string& what) {
    throw System_error(fmt::format("{}: {}", what, std::strerror(errno)));
}

int anonymous_file(const char* name) {
    const int descriptor = memfd_create(name, MFD_CLOEXEC);
    if (descriptor < 0) {
        fail("no anonymous file for a child's output");
    }
    return descriptor;
}

std::string content_of(int descriptor) {
    std::string text;
    char buffer[65536];
    for (off_t at = 0;;) {
        const ssize_t count = pread(descriptor, buffer, sizeof buffer, at);
        if (count <= 0) {
            return text;
        }
        text.append(buffer, static_cast<std::size_t>(count));
        at += count;
    }
}

[[noreturn]] void become(char* const* arguments, const char* folder, int output, int errors, int shared, pid_t owner) {
    setpgid(0, 0);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    const int empty = open("/dev/null", O_RDONLY | O_CLOEXEC);
    const bool ready = getppid() == owner && chdir(folder) == 0 && dup2(empty, 0) == 0 && dup2(output, 1) == 1 &&
                       dup2(errors, 2) == 2 && (shared < 0 || dup2(shared, shared_descriptor) == shared_descriptor);
    if (ready && shared == shared_descriptor) {
        fcntl(shared_descriptor, F_SETFD, 0);
    }
    if (ready) {
        execvp(arguments[0], arguments);
    }
    _exit(not_executed);
}

} // namespace

Temporary_folder::Temporary_folder() {
    std::string name = std::filesystem::temp_directory_path() / "trapspec-XXXXXX";
    if (mkdtemp(name.data()) == nullptr) {
        fail(name);
    }
    path_ = name;
}

Temporary_folder::~Temporary_folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

Child::Child(const std::vector<std::string>& command, const std::filesystem::path& folder, int shared)
    : output_(anonymous_file("trapspec-output")), errors_(anonymous_file("trapspec-errors")) {
    std::vector<std::string> words = command;
    std::vector<char*> arguments;
    std::transform(words.begin(), words.end(), std::back_inserter(arguments), [](auto& word) { return word.data(); });
    arguments.push_back(nullptr);

    const pid_t owner = getpid();
    pid_ = fork();
    if (pid_ < 0) {
        fail("no process for " + command.front());
    }
    if (pid_ == 0) {
        become(arguments.data(), folder.c_str(), output_, errors_, shared, owner);
    }
    setpgid(pid_, pid_); // whichever of the two comes first
}

Child::~Child() {
    kill(-pid_, SIGKILL);
    if (running_) {
        waitpid(pid_, nullptr, 0);
    }
    close(output_);
    close(errors_);
}

bool Child::wait(std::chrono::milliseconds limit, const std::function<void()>& watch) {
    const auto deadline = std::chrono::steady_clock::now() + limit;
    for (int status = 0; running_; std::this_thread::sleep_for(nap)) {
        if (waitpid(pid_, &status, WNOHANG) == pid_) {
            running_ = false;
            exit_status_ = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
        } else if (std::chrono::steady_clock::now() > deadline) {
            return false;
        } else if (watch) {
            watch();
        }
    }
    return true;
}

std::string Child::output() const {
    return content_of(output_);
}

std::string Child::errors() const {
    return content_of(errors_);
}

std::filesystem::path find_program(const std::string& name) {
    const char* const path = std::getenv("PATH");
    std::istringstream folders(path == nullptr ? "/usr/bin:/bin" : path);
    for (std::string folder; std::getline(folders, folder, ':');) {
        const std::filesystem::path candidate = std::filesystem::path(folder) / name;
        if (access(candidate.c_str(), X_OK) == 0) {
            return candidate;
        }
    }
    return {};
}

} // namespace trapspec::diff::metal
