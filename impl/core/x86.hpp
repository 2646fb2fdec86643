// What the CPU fixes. Headings are those of the Intel SDM (combined volumes, order number 325462).
#pragma once

#include "impl/core/types.hpp"

namespace lguest {

// SDM vol. 1, "EFLAGS Register".
inline constexpr u32 eflags_tf = 1u << 8;
inline constexpr u32 eflags_if = 1u << 9;
inline constexpr u32 eflags_nt = 1u << 14;
inline constexpr u32 eflags_rf = 1u << 16;
inline constexpr u32 eflags_vm = 1u << 17;

// SDM vol. 3A, "Segment Selectors": the requested privilege level.
inline constexpr u32 rpl_mask = 3;
inline constexpr u32 selector_mask = 0xFFFF;

// SDM vol. 3A, "Error Code": EXT, IDT and TI, and the index above them.
inline constexpr u32 error_code_flags_mask = 7;
inline constexpr u32 error_code_idt = 2;
inline constexpr u32 error_code_index_shift = 3;

// SDM vol. 3A, "Protected-Mode Exceptions and Interrupts" (table).
inline constexpr u32 vector_nmi = 2;
inline constexpr u32 vector_breakpoint = 3;
inline constexpr u32 vector_overflow = 4;
inline constexpr u32 vector_invalid_opcode = 6;
inline constexpr u32 vector_device_not_available = 7;
inline constexpr u32 vector_double_fault = 8;
inline constexpr u32 vector_invalid_tss = 10;
inline constexpr u32 vector_segment_not_present = 11;
inline constexpr u32 vector_stack_fault = 12;
inline constexpr u32 vector_general_protection = 13;
inline constexpr u32 vector_page_fault = 14;
inline constexpr u32 vector_reserved_15 = 15;
inline constexpr u32 vector_alignment_check = 17;
inline constexpr u32 vector_machine_check = 18;

// SDM vol. 2A, "INT n/INTO/INT3/INT1".
inline constexpr u32 opcode_int3 = 0xCC;
inline constexpr u32 opcode_int = 0xCD;
inline constexpr u32 opcode_into = 0xCE;

// SDM vol. 3A, "Interrupt Descriptor Table (IDT)": one entry for each 8-bit vector.
inline constexpr u32 idt_entries = 256;

// SDM vol. 3A, "32-Bit Paging".
inline constexpr u32 page_shift = 12;
inline constexpr u32 page_size = 1u << page_shift;
inline constexpr u32 page_offset_mask = page_size - 1;
inline constexpr u32 page_directory_shift = 22;
inline constexpr u32 page_table_index_mask = 0x3FF;
inline constexpr u32 page_entry_size = 4;
inline constexpr u32 page_present = 1;

} // namespace lguest
