// What an event of a trace is, by its number on the wire.
#pragma once

#include "impl/core/types.hpp"

namespace lguest {

// diff/wire, "Request".
enum class Event_kind : u32 {
    start_guest,
    set_registers,
    guest_write,
    set_page_tables,
    set_faults,
    kill_outside,
    observe,
    read_memory,
    write_memory,
    translate,
    setup_default_idt_entries,
    load_idt_entry,
    enter_guest,
    switcher_stub,
    deliver_trap,
    trap,
    interrupt_pending,
    try_deliver_interrupt,
    set_interrupt,
    check_syscall_vector,
    init_interrupts,
    free_interrupts,
    set_stack,
    set_clockevent,
    clock_expires,
    hypercall,
    run,
};

inline constexpr u32 event_kind_count = 27;
static_assert(static_cast<u32>(Event_kind::run) + 1 == event_kind_count);

} // namespace lguest
