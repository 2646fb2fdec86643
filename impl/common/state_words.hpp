// The state after an event as the words of diff/wire, "Response": the same for every Host.
#pragma once

#include "impl/core/types.hpp"

namespace lguest {

struct Cpu;

// What came of an event; words 44 and up.
struct Outcome {
    u32 result = 0;
    u32 more = 0;
    u32 reflected = 0;
    u32 entered = 0;
    u32 slept = 0;
    u32 woke = 0;
    u32 kicked = 0;
    u32 panicked = 0;
    u32 logged = 0;
};

inline constexpr u32 state_words = 53;

void put_state(u32* words, const Cpu& cpu, bool syscall_vector_reserved, const Outcome& outcome);

} // namespace lguest
