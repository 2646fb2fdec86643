// One Guest, and how it dies.
#pragma once

#include "impl/core/lguest_data.hpp"
#include "impl/core/types.hpp"

namespace lguest {

struct Host;

// Why a Guest died; the numbers that a reason keeps stand beside it.
enum class Reason : u32 {
    none,
    bad_write_address, // address, length
    bad_read_address,  // address, length
    bad_address,       // virtual address
    bad_stack_page,    // virtual address
    disabling_interrupts,
    reenabling_interrupts,
    writing_timestamp,
    writing_cr2,
    unhandled_trap,    // vector, eip, error code or fault address
    bad_stack_segment, // selector
    bad_stack_pages,   // count
    bad_idt_type,      // type
    setting_idt_entry, // number
    bad_syscall_vector,
    bad_guest_page,
    already_initialised,
    hypercall_before_init, // call
    outside,               // decided by whoever runs the Guest
};

struct Death {
    Reason reason;
    u32 numbers[3];
};

struct Guest {
    Host* host;
    u8* memory; // where Guest-physical 0 is for the Host
    u32 pfn_limit;
    // `memory` plus a Guest's address can wrap to null, so whether the data page is known is a word of its own.
    bool initialised;
    bool paging;
    u32 page_directory;
    Lguest_data* lguest_data;
    u32 noirq_start;
    u32 noirq_end;
    u32 stack_pages;
    Death death;
};

// Only the first reason is kept. The caller goes on: nothing but the run loop looks at a Guest's death.
void kill(Guest& guest, Reason reason, u32 first = 0, u32 second = 0, u32 third = 0);

[[nodiscard]] inline bool is_dead(const Guest& guest) {
    return guest.death.reason != Reason::none;
}

// Guest-physical arithmetic is 32-bit and wraps, also when it is done on pointers.
[[nodiscard]] inline u8* guest_pointer(const Guest& guest, u32 address) {
    return reinterpret_cast<u8*>(reinterpret_cast<uptr>(guest.memory) + address);
}

} // namespace lguest
