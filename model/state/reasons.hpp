// Why the Host kills a Guest. A reason keeps the numbers that its text quotes (vector, type, address).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace trapspec::model {

enum class Reason : std::uint8_t {
    none,
    bad_write_address,
    bad_read_address,
    bad_address,
    bad_stack_page,
    disabling_interrupts,
    reenabling_interrupts,
    writing_timestamp,
    writing_cr2,
    unhandled_trap,
    bad_stack_segment,
    bad_stack_pages,
    bad_idt_type,
    setting_idt_entry,
    bad_syscall_vector,
    bad_guest_page,
    already_initialised,
    hypercall_before_init,
    outside,
};

struct Reason_info {
    Reason reason;
    std::string_view name;
    std::string_view text; ///< the Host's words as an fmt format string over the numbers
    std::size_t arguments; ///< how many numbers it keeps, 0..3
    std::string_view rule; ///< where the rules say it
};

inline constexpr std::array reason_table{
    Reason_info{Reason::none, "none", "alive", 0, ""},
    Reason_info{Reason::bad_write_address, "bad_write_address", "bad write address {:#x} len {}", 2, "R-MEM-2"},
    Reason_info{Reason::bad_read_address, "bad_read_address", "bad read address {:#x} len {}", 2, "R-MEM-3"},
    Reason_info{Reason::bad_address, "bad_address", "Bad address {:#x}", 1, "R-MEM-4"},
    Reason_info{Reason::bad_stack_page, "bad_stack_page", "bad stack page {:#x}", 1, "R-MEM-5"},
    Reason_info{Reason::disabling_interrupts, "disabling_interrupts", "Disabling interrupts", 0, "R-PUSH-7"},
    Reason_info{Reason::reenabling_interrupts, "reenabling_interrupts", "Re-enabling interrupts", 0, "R-IRQ-2"},
    Reason_info{Reason::writing_timestamp, "writing_timestamp", "Writing timestamp", 0, "R-IRQ-2"},
    Reason_info{Reason::writing_cr2, "writing_cr2", "Writing cr2", 0, "R-TRAP-4"},
    Reason_info{Reason::unhandled_trap, "unhandled_trap", "unhandled trap {} at {:#x} ({:#x})", 3, "R-TRAP-2"},
    Reason_info{Reason::bad_stack_segment, "bad_stack_segment", "bad stack segment {}", 1, "R-STK-1"},
    Reason_info{Reason::bad_stack_pages, "bad_stack_pages", "bad stack pages {}", 1, "R-STK-1"},
    Reason_info{Reason::bad_idt_type, "bad_idt_type", "bad IDT type {}", 1, "R-SET-2"},
    Reason_info{Reason::setting_idt_entry, "setting_idt_entry", "Setting idt entry {}", 1, "R-LOAD-2"},
    Reason_info{Reason::bad_syscall_vector, "bad_syscall_vector", "bad syscall vector", 0, "R-SYS-2"},
    Reason_info{Reason::bad_guest_page, "bad_guest_page", "bad guest page", 0, "R-RUN-1"},
    Reason_info{Reason::already_initialised, "already_initialised", "already have lguest_data", 0, "R-RUN-1"},
    Reason_info{Reason::hypercall_before_init, "hypercall_before_init", "hypercall {} before INIT", 1, "R-RUN-1"},
    Reason_info{Reason::outside, "outside", "a reason outside the specified part", 0, ""},
};

constexpr const Reason_info& info(Reason reason) {
    return reason_table[static_cast<std::size_t>(reason)];
}

} // namespace trapspec::model
