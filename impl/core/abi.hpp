// What Host and Guest agreed on: the constants of the rules' first table.
#pragma once

#include "impl/core/types.hpp"

namespace lguest {

inline constexpr u32 guest_pl = 1;

inline constexpr u32 first_external_vector = 0x20;
inline constexpr u32 syscall_vector_linux = 0x80;
inline constexpr u32 lguest_trap_entry = 0x1F;
inline constexpr u32 lguest_irqs = 32;

inline constexpr u32 kernel_cs = 0x60;
inline constexpr u32 kernel_ds = 0x68;
inline constexpr u32 guest_kernel_cs = kernel_cs | guest_pl;
inline constexpr u32 guest_kernel_ds = kernel_ds | guest_pl;
inline constexpr u32 lguest_cs = 0x50;
inline constexpr u32 lguest_ds = 0x58;

// R-SYS-3, R-VER-3: above the CPU's exceptions and the virtual interrupts.
inline constexpr u32 first_syscall_vector = 0x40;
inline constexpr u32 last_syscall_vector = 0xFF;

// No trap has this number: what `trapnum` holds until the Switcher stores one.
inline constexpr u32 impossible_trap = 256;

inline constexpr u32 changed_idt = 1;
inline constexpr u32 changed_gdt = 2;
inline constexpr u32 changed_all = changed_idt | changed_gdt;

// R-STK-1: how many stack pages a Guest may ask to be pinned.
inline constexpr u32 max_stack_pages = 2;

// Hypercall numbers, R-RUN-1.
inline constexpr u32 hypercall_lguest_init = 1;
inline constexpr u32 hypercall_load_idt_entry = 6;
inline constexpr u32 hypercall_set_stack = 7;
inline constexpr u32 hypercall_ts = 8;
inline constexpr u32 hypercall_set_clockevent = 9;
inline constexpr u32 hypercall_halt = 10;

} // namespace lguest
