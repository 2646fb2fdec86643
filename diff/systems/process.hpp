// A child process with two descriptors shared with it. It dies with its owner.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <string>

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

class Process {
public:
    /// Starts `program` with descriptor 3 and 4 and one argument. Throws System_error when it cannot.
    Process(const std::string& program, int descriptor_3, int descriptor_4, const std::string& argument);
    ~Process();
    Process(const Process&) = delete;
    Process& operator=(const Process&) = delete;

    /// How it ended, in words, or empty while it runs.
    [[nodiscard]] std::string how_it_ended();

private:
    pid_t pid_ = -1;
    std::string end_;
};

} // namespace trapspec::diff
