// The state after an event as the words of diff/wire, "Response": the same for every Host.
#pragma once

#include "impl/core/cpu.hpp"
#include "impl/core/types.hpp"

namespace lguest {

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

static_assert(static_cast<u32>(Reason::outside) == 18, "reasons are numbered as diff/wire numbers them");
static_assert(sizeof(Outcome) == 9 * sizeof(u32) && sizeof(Registers) == 18 * sizeof(u32));

inline u32 data_address(const Guest& guest) {
    return guest.initialised
               ? static_cast<u32>(reinterpret_cast<uptr>(guest.lguest_data) - reinterpret_cast<uptr>(guest.memory))
               : 0;
}

// Inline, because what a Host may copy with is its own matter: one on bare metal has no vectors.
inline void put_state(u32* words, const Cpu& cpu, bool syscall_vector_reserved, const Outcome& outcome) {
    const Guest& guest = *cpu.guest;
    const Tss& tss = cpu.pages->guest_tss;

    __builtin_memcpy(words, &cpu.regs(), sizeof(Registers));
    u32* next = words + sizeof(Registers) / sizeof *words;
    *next++ = cpu.esp1;
    *next++ = cpu.ss1;
    *next++ = cpu.changed;
    *next++ = cpu.halted;
    *next++ = cpu.irqs_pending;
    *next++ = cpu.hypercall_pending;
    *next++ = cpu.ts;
    *next++ = cpu.timer.armed;
    *next++ = static_cast<u32>(cpu.timer.deadline);
    *next++ = static_cast<u32>(cpu.timer.deadline >> 32);
    *next++ = guest.initialised;
    *next++ = data_address(guest);
    *next++ = guest.noirq_start;
    *next++ = guest.noirq_end;
    *next++ = guest.stack_pages;
    *next++ = guest.pfn_limit;
    *next++ = guest.paging;
    *next++ = guest.page_directory;
    *next++ = is_dead(guest);
    *next++ = static_cast<u32>(guest.death.reason);
    *next++ = guest.death.numbers[0];
    *next++ = guest.death.numbers[1];
    *next++ = guest.death.numbers[2];
    *next++ = tss.esp1;
    *next++ = tss.ss1;
    *next++ = syscall_vector_reserved;
    __builtin_memcpy(next, &outcome, sizeof(Outcome));
}

} // namespace lguest
