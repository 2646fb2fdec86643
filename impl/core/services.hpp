// Everything the trap code asks of what is around it. Whoever links the core defines these functions, and memcpy,
// memmove, memset and memcmp, which a compiler may call on its own.
#pragma once

#include "impl/core/lguest_data.hpp"
#include "impl/core/types.hpp"

namespace lguest {

struct Cpu;
struct Guest;

// Guest memory may be gone at any time: each access says whether it happened. All or nothing; any alignment; pointers
// are Guest.memory plus a Guest-physical address, modulo 2^32.

// Fields of a known lguest_data.
[[nodiscard]] bool get_user(const Guest& guest, const u32* from, u32& value);
[[nodiscard]] bool put_user(Guest& guest, u32* to, u32 value);
[[nodiscard]] bool put_user(Guest& guest, Guest_time* to, Guest_time value);

// Any Guest memory that R-MEM-1 allows.
[[nodiscard]] bool copy_from_guest(const Guest& guest, void* to, const u8* from, u32 length);
[[nodiscard]] bool copy_to_guest(Guest& guest, u8* to, const void* from, u32 length);

// Shadow paging: make a page present and writable; satisfy a fault on demand.
[[nodiscard]] bool make_present(Cpu& cpu, u32 vaddr);
[[nodiscard]] bool demand_page(Cpu& cpu, u32 vaddr, u32 errcode);

// Emulate the IN or OUT that a general protection fault stopped, and step over it.
[[nodiscard]] bool emulate_io(Cpu& cpu);

// Time: for the Guest's data page, and the wall clock in ns that timers count in.
[[nodiscard]] Guest_time wall_time();
[[nodiscard]] u64 wall_clock();
// cpu.timer changed: have clock_expired() called at its deadline, or not at all if it is disarmed.
void program_timer(const Cpu& cpu);

// The task that runs a CPU. wake() says whether it was asleep; kick() makes one that runs leave its Guest.
[[nodiscard]] bool wake(Cpu& cpu);
void kick(Cpu& cpu);
// Sleep until there may be work again.
void sleep(Cpu& cpu);

// Run the Guest until a trap: on return the registers are the trap's, and for 14 cpu.last_pagefault its address.
void switch_to_guest(Cpu& cpu);

// The Host's map of its own vectors, and whether a per-CPU interrupt sits on one.
[[nodiscard]] bool is_vector_used(u32 vector);
void mark_vector(u32 vector);
void unmark_vector(u32 vector);
[[nodiscard]] bool is_percpu_irq_vector(u32 vector);

void log(const char* message, u32 number);
// A Host bug. Need not return; if it does, the caller does nothing more.
void panic(const char* message);

} // namespace lguest
