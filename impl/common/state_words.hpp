// The state after an event as the words of diff/wire, "Response": the same for every Host.
#pragma once

#include "impl/core/types.hpp"

namespace lguest {

struct Cpu;

// What came of an event; words 44 and up.
struct Outcome {
    u32 result;
    u32 more;
    u32 reflected;
    u32 entered;
    u32 slept;
    u32 woke;
    u32 kicked;
    u32 panicked;
    u32 logged;
};

inline constexpr u32 state_words = 53;

void put_state(u32* words, const Cpu& cpu, bool syscall_vector_reserved, const Outcome& outcome);

} // namespace lguest
