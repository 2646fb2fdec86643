// A program in a process group of its own, with what it prints kept. The group ends with its owner.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace trapspec::diff::metal {

/// A folder of its own under the system's temporary one, which ends with it.
class Temporary_folder {
public:
    Temporary_folder();
    ~Temporary_folder();
    Temporary_folder(const Temporary_folder&) = delete;
    Temporary_folder& operator=(const Temporary_folder&) = delete;

    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

/// The descriptor under which a child finds what was shared with it.
inline constexpr int shared_descriptor = 3;

class Child {
public:
    /// Looked for in PATH. `shared` (or -1) is its descriptor 3; its standard input is empty.
    Child(const std::vector<std::string>& command, const std::filesystem::path& folder, int shared);
    ~Child();
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;

    /// False if it has not ended within the limit. `watch` is called now and then, and may throw.
    [[nodiscard]] bool wait(std::chrono::milliseconds limit, const std::function<void()>& watch);
    /// What it has written so far.
    [[nodiscard]] std::string output() const;
    [[nodiscard]] std::string errors() const;
    /// -1 after a signal.
    [[nodiscard]] int exit_status() const { return exit_status_; }

private:
    int output_ = -1;
    int errors_ = -1;
    pid_t pid_ = -1;
    bool running_ = true;
    int exit_status_ = -1;
};

/// Where PATH has a program; empty if nowhere.
[[nodiscard]] std::filesystem::path find_program(const std::string& name);

} // namespace trapspec::diff::metal
