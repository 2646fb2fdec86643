// Theorems about an attempt to deliver a virtual interrupt: R-IRQ-2.
#include "proofs/hardware.hpp"
#include "proofs/induction.hpp"
#include "proofs/theorems/histories.hpp"
#include "proofs/theorems/subjects.hpp"

namespace trapspec::proofs {

namespace {

using namespace model;

void only_with_if(Proof& proof) {
    proof.history("a line is due", [](auto& run) {
        using Word = Word_of<decltype(run)>;
        const Word enabled = run.word("irq_enabled");
        start_with_data_page(run, enabled, Word(0));
        run.event(Event_kind::load_idt_entry, {Word(0x20), run.word("a", {0x00601000}), run.word("b", {0xc0108e00})});
        run_guest_kernel(run, Word(0x202));
        run.event(Event_kind::set_interrupt, {Word(0), Word(0)});
        run.event(Event_kind::try_deliver_interrupt, {Word(0), Word(1), Word(0), Word(0)});
        run.claim("delivered only if the virtual IF is set",
            ((enabled & 0x200) == 0x200) | (run.machine().cpu.irqs_pending == 1));
    });
    proof.show("any state", [](auto& run) {
        run.arbitrary();
        const auto enabled = read_data(run.machine(), data_field::irq_enabled);
        const auto pending = run.machine().cpu.irqs_pending;
        run.assume("the Guest is not halted", !run.machine().cpu.halted);
        run.any_event(Event_kind::try_deliver_interrupt);
        run.claim("delivered only if the virtual IF can be read and is set",
            (run.machine().cpu.irqs_pending == pending) | (enabled.readable & ((enabled.value & 0x200) == 0x200)));
    });
}

void window(Proof& proof) {
    proof.show("eip in the window", [](auto& run) {
        using D = Domain_of<decltype(run)>;
        run.arbitrary();
        const auto x = run.word("x");
        const auto eip = run.machine().regs.eip;
        run.assume("eip is in it", ule(run.machine().guest.noirq_start, eip) & ult(eip, run.machine().guest.noirq_end));
        run.assume("the Guest is not halted", !run.machine().cpu.halted);
        const auto before = run.machine().memory.template load<1>(x);
        const auto regs = run.machine().regs;
        const auto cpu = run.machine().cpu;
        run.any_event(Event_kind::try_deliver_interrupt);
        const Machine<D>& m = run.machine();
        run.claim("no byte changes", m.memory.template load<1>(x) == before);
        run.claim("nor eip, esp, eflags",
            (m.regs.eip == regs.eip) & (m.regs.esp == regs.esp) & (m.regs.eflags == regs.eflags));
        run.claim("nor what is pending", (m.cpu.irqs_pending == cpu.irqs_pending) & (m.cpu.halted == cpu.halted));
    });
}

/// A pass of the run loop, in which the Guest runs until a real interrupt.
template <Domain D>
void one_pass(Run<D>& run, Bits<D, 32> sec, Bits<D, 32> nsec) {
    using Word = Bits<D, 32>;
    const Word zero(0);
    run.event(Event_kind::run,
        {Word(0x20),
            zero,
            Word(0xc0100000u),
            Word(0x61),
            Word(0x202),
            Word(0x8000),
            Word(0x69),
            zero,
            zero,
            zero,
            sec,
            nsec});
}

void no_handler(Proof& proof) {
    proof.history("a line without a handler", [](auto& run) {
        using Word = Word_of<decltype(run)>;
        start_with_data_page(run, Word(0x200), Word(0));
        run_guest_kernel(run, Word(0x202));
        run.event(Event_kind::set_interrupt, {Word(0), Word(0)});
        one_pass(run, run.word("sec"), run.word("nsec"));
        run.claim("the Guest's time is written only with an interrupt",
            run.machine().memory.template load<4>(Word(data_page_at + 12)) == 0);
    });
}

void halt_without_handler(Proof& proof) {
    proof.history("a halted Guest, a line without a handler", [](auto& run) {
        using Word = Word_of<decltype(run)>;
        const Word zero(0);
        start_with_data_page(run, run.word("irq_enabled"), zero);
        run_guest_kernel(run, Word(0x202));
        run.event(Event_kind::hypercall, {Word(10)});
        run.event(Event_kind::set_interrupt, {zero});
        one_pass(run, zero, zero);
        run.claim("it wakes only for a handler", run.machine().cpu.halted);
    });
}

constexpr Theorem list[] = {
    {"delivered-only-with-if",
        "A line is delivered to a Guest that is not halted only while the IF bit of irq_enabled is set.",
        "R-IRQ-2 R-PUSH-3",
        in_every_linux,
        only_with_if},
    {"window-respected",
        "Nothing at all happens while eip is in the no-interrupt window and the Guest is not halted.",
        "R-IRQ-2",
        in_none,
        window},
    {"time-only-with-interrupt",
        "The Guest's time is written only when an interrupt is delivered.",
        "R-IRQ-2",
        in_every_linux,
        no_handler},
    {"halt-ends-with-handler",
        "A halted Guest is woken only by an interrupt that it has a handler for.",
        "R-IRQ-2",
        in_every_linux,
        halt_without_handler},
};

} // namespace

std::span<const Theorem> delivery_theorems() {
    return list;
}

} // namespace trapspec::proofs
