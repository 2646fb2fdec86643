// The Guest's kernel: what every scenario starts from.
#pragma once

#include "impl/core/lguest_data.hpp"
#include "impl/core/types.hpp"
#include "impl/metal/scenario.hpp"

namespace lguest::metal {

extern "C" volatile Lguest_data lguest_data;
// Counted by the handler of virtual interrupt 0.
extern "C" volatile u32 interrupts_seen;

// Init hypercall, page tables, kernel stack, and gates for the faults that a mistake would raise.
void start_kernel(u32 syscall_vector);
void set_kernel_stack();

// A claim of the scenario: said aloud when it does not hold, and counted.
void expect(bool holds, const char* claim);
void expect_equal(u32 value, u32 expected, const char* what);
[[nodiscard]] u32 failures();

struct User_registers {
    u32 eax = 0;
    u32 ebx = 0;
    u32 ecx = 0;
    u32 edx = 0;
};

// Runs a program in ring 3 until a trap's handler abandons it.
void run_user(void (*program)(), u32 eflags = 0x202, const User_registers& registers = {});
extern "C" bool attempt(void (*action)());

// Nothing is mapped here: where a ring-3 program jumps to when it is done.
inline constexpr u32 user_exit = 0x00F00000;
inline constexpr u32 unmapped_address = 0x00E00123;

} // namespace lguest::metal
