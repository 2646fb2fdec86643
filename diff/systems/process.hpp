// A child process in a group of its own, with descriptors shared with it and with what it complains about kept. The group
// ends with its owner.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

#include "diff/systems/system.hpp"

namespace trapspec::diff {

/// Anonymous memory that a child can map too.
class Shared_memory {
public:
    Shared_memory(const char* name, std::size_t bytes);
    ~Shared_memory();
    Shared_memory(const Shared_memory&) = delete;
    Shared_memory& operator=(const Shared_memory&) = delete;

    [[nodiscard]] void* data() const { return data_; }
    [[nodiscard]] std::size_t size() const { return size_; }
    [[nodiscard]] int descriptor() const { return descriptor_; }

private:
    int descriptor_ = -1;
    void* data_ = nullptr;
    std::size_t size_ = 0;
};

/// A descriptor that is closed with its owner.
class Descriptor {
public:
    explicit Descriptor(int number = -1) : number_(number) {}
    ~Descriptor();
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;

    [[nodiscard]] int number() const { return number_; }
    void reset(int number = -1);

private:
    int number_;
};

/// Both ends of a new pipe, closed on exec. Throws System_error.
void make_pipe(Descriptor& read_end, Descriptor& write_end);

/// What a child finds at its descriptors. -1: its input is empty, its output is kept with its complaints, 3 and 4 are closed.
struct Wiring {
    int input = -1;
    int output = -1;
    int descriptor_3 = -1;
    int descriptor_4 = -1;
};

/// A program that is none: it cannot be executed at all.
class Not_executable : public System_error {
public:
    Not_executable(const std::string& what, bool has_another_format)
        : System_error(what), has_another_format_(has_another_format) {}

    /// It may be a program, but not to this kernel.
    [[nodiscard]] bool has_another_format() const { return has_another_format_; }

private:
    bool has_another_format_;
};

class Process {
public:
    /// Starts the first word (looked for in PATH when it has no slash) with the others as its arguments. Throws
    /// Not_executable, or System_error when there can be no process.
    Process(const std::vector<std::string>& command, const Wiring& wiring);
    /// Kills the group.
    ~Process();
    Process(const Process&) = delete;
    Process& operator=(const Process&) = delete;

    /// How it ended, in words, or empty while it runs.
    [[nodiscard]] std::string how_it_ended();
    /// The same, once it has ended; empty when it still runs after `limit`.
    [[nodiscard]] std::string end_within(std::chrono::milliseconds limit);

    /// The last of what it wrote to standard error so far. Asking makes room for more: a child that nobody listens to may
    /// wait for that.
    [[nodiscard]] const std::string& complaints();
    /// To poll for more of it; -1 when there will be no more.
    [[nodiscard]] int complaints_descriptor() const { return complaints_end_.number(); }

private:
    pid_t pid_ = -1;
    std::string end_;
    Descriptor complaints_end_;
    std::string complaints_;
};

} // namespace trapspec::diff
