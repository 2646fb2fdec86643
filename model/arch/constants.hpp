// Numbers of the architecture, each with its heading in the Intel SDM (vol. 3A unless said otherwise).
#pragma once

#include <cstdint>

namespace trapspec::model::arch {

// "System Flags and Fields in the EFLAGS Register"
namespace eflags {
inline constexpr std::uint32_t carry = 1U << 0, fixed = 1U << 1, parity = 1U << 2, adjust = 1U << 4, zero = 1U << 6,
                               sign = 1U << 7, trap = 1U << 8, interrupt = 1U << 9, direction = 1U << 10,
                               overflow = 1U << 11, iopl = 3U << 12, nested_task = 1U << 14, resume = 1U << 16,
                               virtual_8086 = 1U << 17, alignment = 1U << 18, virtual_interrupt = 1U << 19,
                               virtual_interrupt_pending = 1U << 20, identification = 1U << 21;
}

// "Exception and Interrupt Reference"
namespace vector {
inline constexpr std::uint32_t debug = 1, nmi = 2, breakpoint = 3, overflow = 4, double_fault = 8, invalid_tss = 10,
                               segment_not_present = 11, stack_fault = 12, general_protection = 13, page_fault = 14;
}

// "Error Code"
namespace error_code {
inline constexpr std::uint32_t external = 1U << 0, idt = 1U << 1;
}

// "Page-Fault Exception (#PF)": the bits of its error code
namespace page_error {
inline constexpr std::uint32_t protection = 1U << 0, write = 1U << 1, user = 1U << 2;
}

// "IDT Descriptors"
namespace gate_type {
inline constexpr std::uint32_t task = 0x5, interrupt_16 = 0x6, trap_16 = 0x7, interrupt_32 = 0xE, trap_32 = 0xF;
}

// "Interrupt Sources", "Sources of Exceptions", "Exception Classifications": where an event comes from
namespace source {
inline constexpr std::uint32_t fault = 0, ///< an exception that reports before its instruction
    trap = 1,                             ///< an exception that reports after it
    abort = 2,                            ///< an exception without a place to go on: 8, 18
    int_n = 3,                            ///< INT n
    int3 = 4,                             ///< INT3, the one-byte opcode
    into = 5,                             ///< INTO
    icebp = 6,                            ///< INT1, opcode F1
    external = 7,                         ///< an interrupt from outside
    nmi = 8;
inline constexpr std::uint32_t count = 9;
} // namespace source

// "32-Bit Paging"
namespace page_entry {
inline constexpr std::uint32_t present = 1U << 0, writable = 1U << 1, user = 1U << 2;
}
inline constexpr std::uint32_t page_size = 4096;

} // namespace trapspec::model::arch
