// Numbers that the rules use, each with its source. impl/ has its own; tests/abi compares the two.
#pragma once

#include <cstdint>

namespace trapspec::model::constant {

// rules.md, "Vocabulary and constants"
inline constexpr std::uint32_t idt_entries = 256;
inline constexpr std::uint32_t first_external_vector = 0x20;
inline constexpr std::uint32_t after_irq_vectors = 0x40; ///< the virtual IRQs have 0x20 to 0x3F
inline constexpr std::uint32_t linux_syscall_vector = 0x80;
inline constexpr std::uint32_t hypercall_vector = 0x1F;
inline constexpr std::uint32_t irq_lines = 32; ///< as an answer: no interrupt
inline constexpr std::uint32_t guest_kernel_ring = 1;
inline constexpr std::uint32_t guest_kernel_cs = 0x61; ///< 0x60 with RPL 1
inline constexpr std::uint32_t guest_kernel_ds = 0x69; ///< 0x68 with RPL 1
inline constexpr std::uint32_t switcher_cs = 0x50;
inline constexpr std::uint32_t changed_idt = 1;
inline constexpr std::uint32_t changed_all = 3;
inline constexpr std::uint32_t page_shift = 12;
inline constexpr std::uint32_t no_trap_yet = 256;
inline constexpr std::uint32_t busy = 0xFFFFFFF0;    ///< -EBUSY
inline constexpr std::uint32_t invalid = 0xFFFFFFEA; ///< -EINVAL

// Intel SDM vol. 3A, "System Flags and Fields in the EFLAGS Register"
inline constexpr std::uint32_t eflags_tf = 0x100;
inline constexpr std::uint32_t eflags_if = 0x200;
inline constexpr std::uint32_t eflags_nt = 0x4000;
inline constexpr std::uint32_t eflags_rf = 0x10000;
inline constexpr std::uint32_t eflags_vm = 0x20000;

// Intel SDM vol. 3A, "IDT Descriptors"
inline constexpr std::uint32_t interrupt_gate_32 = 0xE;
inline constexpr std::uint32_t trap_gate_32 = 0xF;

// Intel SDM vol. 3A, "Exception and Interrupt Reference"
inline constexpr std::uint32_t nmi = 2;
inline constexpr std::uint32_t breakpoint = 3;
inline constexpr std::uint32_t overflow = 4;
inline constexpr std::uint32_t invalid_opcode = 6;
inline constexpr std::uint32_t device_not_available = 7;
inline constexpr std::uint32_t double_fault = 8;
inline constexpr std::uint32_t general_protection = 13;
inline constexpr std::uint32_t page_fault = 14;
inline constexpr std::uint32_t reserved_15 = 15;
inline constexpr std::uint32_t alignment_check = 17;
inline constexpr std::uint32_t machine_check = 18;

// Intel SDM vol. 3A, "32-Bit Paging"
inline constexpr std::uint32_t page_present = 1;
inline constexpr std::uint32_t unmapped = 0xFFFFFFFF; ///< R-MEM-4's answer without a page table

// Size and members of lguest_data: rules.md, offsets for i386
inline constexpr std::uint32_t data_size = 1396;

// Hypercalls of interest: rules.md R-RUN-1; 8 as the captures number it
inline constexpr std::uint32_t call_init = 1;
inline constexpr std::uint32_t call_load_idt_entry = 6;
inline constexpr std::uint32_t call_set_stack = 7;
inline constexpr std::uint32_t call_ts = 8;
inline constexpr std::uint32_t call_set_clockevent = 9;
inline constexpr std::uint32_t call_halt = 10;

} // namespace trapspec::model::constant
