// Events in a Guest, with the register block that the CPU made of them: in a small Guest, as a history, and in any state.
#pragma once

#include "proofs/refinement/view.hpp"
#include "proofs/theorems/histories.hpp"

namespace trapspec::proofs::refinement {

template <Domain D>
Interruption<D> event_of(Run<D>& run, bool changes_ring, bool has_error_code) {
    Interruption<D> what;
    what.event.vector = run.template word<8>("vector", {3, 11});
    what.event.source = run.template word<4>(
        "source", {model::arch::source::int3, model::arch::source::int_n, model::arch::source::fault});
    what.event.error_code = run.template word<16>("error_code");
    what.event.instruction_breakpoint = run.flag("instruction_breakpoint");
    what.event.in_repetition = run.flag("in_repetition");
    what.changes_ring = changes_ring;
    what.has_error_code = has_error_code;
    return what;
}

template <Domain D>
Bits<D, 1> interrupt_or_trap_gate(Run<D>& run) {
    return run.template word<1>("is_trap_gate", {1});
}

/// The high word of a present gate of 32 bits.
template <Domain D>
Bits<D, 32> present_gate(Run<D>& run, Bits<D, 1> is_trap_gate) {
    const Bits<D, 3> present_with_dpl = concat(Bits<D, 1>(1), run.template word<2>("dpl", {3}));
    const Bits<D, 5> type = concat(Bits<D, 4>(7), is_trap_gate);
    return concat(run.template word<16>("handler", {0xc010}), concat(concat(present_with_dpl, type), Bits<D, 8>(0)));
}

/// A branch that these states decide by parts of their words is not taken both ways.
template <Domain D>
void settle(Run<D>& run) {
    if constexpr (std::is_same_v<D, Symbolic>) {
        run.inputs().session().settle_conditions();
    }
}

/// The real IF is set (theorem real-if-kept); VM is clear, since no iret outside ring 0 sets it (theorem iret-keeps-vm).
template <Domain D>
Bits<D, 32> flags_outside_virtual_8086(Run<D>& run) {
    const Bits<D, 14> above_vm = run.template word<14>("flags_31_18");
    const Bits<D, 7> below_vm = run.template word<7>("flags_16_10", {0, 0x10, 0x40});
    const Bits<D, 9> below_if = run.template word<9>("flags_8_0", {0x002, 0x102});
    return concat(concat(above_vm, Bits<D, 1>(0)), concat(concat(below_vm, Bits<D, 1>(1)), below_if));
}

enum class Small_stack { in_one_page, across_pages };

/// A Guest of 16 pages, with lguest_data, a kernel stack and a gate, whose kernel meets an event.
template <Domain D>
Interruption<D> event_in_small_guest(Run<D>& run, Small_stack stack) {
    using Word = Bits<D, 32>;
    const Word zero(0);
    settle(run);
    auto what = event_of(run, false, false);
    const bool across_pages = stack == Small_stack::across_pages;
    what.flags = across_pages ? Word(0x202) : flags_outside_virtual_8086(run);
    start_with_data_page(run, across_pages ? Word(0x200) : run.word("irq_enabled", {0x200}), zero);
    if (across_pages) { // page 9 is at 0xb000, page 8 at 0x8000; any event shows it
        run.event(Event_kind::guest_write, {Word(0x2000), Word(0x3003)});
        run.event(Event_kind::guest_write, {Word(0x3020), Word(0x8003)});
        run.event(Event_kind::guest_write, {Word(0x3024), Word(0xb003)});
        run.event(Event_kind::set_page_tables, {Word(0x2000)});
        what.event = {Bits<D, 4>(model::arch::source::int3), Bits<D, 8>(model::arch::vector::breakpoint)};
    }
    run.event(Event_kind::load_idt_entry,
        {zext<32>(what.event.vector),
            Word(0x00601000),
            across_pages ? Word(0xc010ef00) : present_gate(run, interrupt_or_trap_gate(run))});
    run.event(Event_kind::set_stack, {Word(0x69), Word(0x9000), Word(1)});
    const Word esp = across_pages ? Word(0x9004) : Word(0x8800);
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
            zext<32>(what.event.vector),
            zero,
            run.word("eip", {0xc0100000}),
            Word(0x61),
            saved_flags(what),
            esp,
            Word(0x69)});
    return what;
}

/// The state before any reflection, its words by parts.
template <Domain D>
Interruption<D> any_interruption(Run<D>& run, bool changes_ring, bool has_error_code, Bits<D, 1> is_trap_gate) {
    settle(run);
    run.arbitrary();
    Machine<D>& host = run.machine();
    Interruption<D> what = event_of(run, changes_ring, has_error_code);
    what.flags = flags_outside_virtual_8086(run);
    const Bits<D, 2> level = changes_ring ? concat(Bits<D, 1>(1), run.template word<1>("is_ring_3")) : Bits<D, 2>(1);
    const auto selector = [&](std::string_view name) { return zext<32>(concat(run.template word<14>(name), level)); };
    host.regs.cs = selector("interrupted_cs");
    host.regs.ss = selector("interrupted_ss");
    host.regs.eflags = saved_flags(what);
    host.regs.errcode = saved_error_code(what);
    host.cpu.ss1 = concat(concat(Bits<D, 5>(0), run.template word<8>("ss1_index")), Bits<D, 3>(1));
    run.assume("the kernel stack's segment is flat data, so not null, nor that of the code",
        (index_in_gdt<D>(host.cpu.ss1) != Bits<D, 8>(0)) & (index_in_gdt<D>(host.cpu.ss1) != Bits<D, 8>(0x60 / 8)));
    host.gates.set(what.event.vector,
        model::Gate<D>::of(
            concat(Bits<D, 16>(0x61), run.template word<16>("handler_low")), present_gate(run, is_trap_gate))
            .bits);
    return what;
}

} // namespace trapspec::proofs::refinement
