// The ways to read the report of a handler that the CPU entered without the Host: what it may have delivered, and to whom.
#pragma once

#include <vector>

#include "diff/replay/guest_cpu.hpp"

namespace trapspec::diff {

/// An event that the CPU may have delivered, and the program that it interrupted, as far as the report alone tells it.
struct Reading {
    Cpu_event event;
    Program program;
    bool from_user = false;      ///< in ring 3: the frame has ss and esp
    std::size_t eip_at = 0;      ///< of the frame's words, which is eip; cs, eflags, esp and ss follow
    std::size_t frame_words = 0; ///< that the report must have
};

/// From the Guest's user in ring 3 and from its kernel in ring 1, every source that the vector has by itself, and INT n;
/// those for which the report has too few words are left out.
[[nodiscard]] std::vector<Reading> readings(const traces::Handler_entry& report);

} // namespace trapspec::diff
