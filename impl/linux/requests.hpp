// The kinds of request, which of them are in order, and what their words say of the world outside the core.
#pragma once

#include "diff/wire/wire.hpp"
#include "impl/core/types.hpp"

namespace lguest::harness {

// diff/wire, "Request".
enum class Kind : u32 {
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

inline constexpr u32 kind_count = 27;
static_assert(static_cast<u32>(Kind::run) + 1 == kind_count);

// How many arguments an event of that kind has.
[[nodiscard]] u32 argument_count(Kind kind);

// In this order: the kind, whether a Guest was started, the words.
[[nodiscard]] trapspec::wire::Status check(const trapspec::wire::Request& request);

void set_stimulus(Kind kind, const u32* arguments);

} // namespace lguest::harness
