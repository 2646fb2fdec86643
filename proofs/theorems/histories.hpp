// Beginnings of histories that several theorems share.
#pragma once

#include "proofs/theorem.hpp"

namespace trapspec::proofs {

inline constexpr std::uint32_t small_guest_pages = 16;

/// A fresh Guest of 16 pages whose kernel runs at eip in ring 1 with the given flags, and has a gate for the vector
/// that is returned. The next event delivers a trap.
template <Domain D>
Bits<D, 32> trap_in_guest_kernel(Run<D>& run, Bits<D, 32> eflags) {
    using Word = Bits<D, 32>;
    run.start(Word(small_guest_pages), Word(small_guest_pages));
    const Word n = run.word("n", {3});
    run.event(Event_kind::load_idt_entry, {n, run.word("a", {0x00601000}), run.word("b", {0xc0108f00})});
    const Word zero(0);
    run.event(Event_kind::set_registers,
        {zero,
            zero,
            zero,
            zero,
            zero,
            zero,
            zero,
            zero,
            zero,
            zero,
            zero,
            zero,
            run.word("errcode"),
            run.word("eip", {0xc0100000}),
            run.word("cs", {0x61}),
            eflags,
            run.word("esp", {0x8000}),
            run.word("ss", {0x69})});
    return n;
}

/// The Guest sets the gate of n and is entered; the answer is the installed gate.
template <Domain D>
model::Gate<D> enter_with_gate(Run<D>& run, Bits<D, 32> n, Bits<D, 32> b) {
    using Word = Bits<D, 32>;
    run.event(Event_kind::setup_default_idt_entries);
    run.event(Event_kind::load_idt_entry, {n, run.word("a", {0x00601000}), b});
    run.event(Event_kind::enter_guest, {Word(0)});
    run.assume("the Guest lives", !run.machine().guest.dead);
    return {run.machine().idt.get(trunc<8>(n))};
}

inline constexpr std::uint32_t data_page_at = 0x1000;

/// A fresh Guest of 16 pages with lguest_data at 0x1000: these words in it, then LGUEST_INIT.
template <Domain D>
void start_with_data_page(
    Run<D>& run, Bits<D, 32> irq_enabled, Bits<D, 32> blocked, Bits<D, 32> syscall_vector = Bits<D, 32>(0x80)) {
    using Word = Bits<D, 32>;
    run.start(Word(small_guest_pages), Word(small_guest_pages), syscall_vector);
    run.event(Event_kind::guest_write, {Word(data_page_at), irq_enabled});
    run.event(Event_kind::guest_write, {Word(data_page_at + 4), blocked});
    run.event(Event_kind::guest_write, {Word(data_page_at + 1392), syscall_vector});
    run.event(Event_kind::hypercall, {Word(1), Word(data_page_at)});
}

/// Its kernel runs in ring 1 at eip with a good stack.
template <Domain D>
void run_guest_kernel(Run<D>& run, Bits<D, 32> eflags) {
    const Bits<D, 32> zero(0);
    run.event(Event_kind::set_registers,
        {zero,
            zero,
            zero,
            zero,
            zero,
            zero,
            zero,
            zero,
            zero,
            zero,
            zero,
            zero,
            zero,
            run.word("eip", {0xc0100000}),
            run.word("cs", {0x61}),
            eflags,
            run.word("esp", {0x8000, 0x8800}),
            run.word("ss", {0x69})});
}

} // namespace trapspec::proofs
