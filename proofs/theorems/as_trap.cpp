// Theorems that the Host delivers an interrupt, or a refused `int n`, as it delivers a trap.
#include "proofs/hardware.hpp"
#include "proofs/theorems/frame.hpp"
#include "proofs/theorems/subjects.hpp"

namespace trapspec::proofs {

namespace {

using namespace model;

template <Domain D>
Bool<D> is_pending(const Machine<D>& host, Bits<D, 32> irq) {
    return extract<0, 0>(lshr(host.cpu.irqs_pending, irq)) == Bits<D, 1>(1);
}

/// The time and irq_pending lie side by side in lguest_data.
template <Domain D>
Bool<D> is_told_with_an_interrupt(const Machine<D>& host, Bits<D, 32> address) {
    constexpr std::uint32_t bytes = 8 + 4;
    return ult(address - data_field_address(host, data_field::time), Bits<D, 32>(bytes));
}

/// R-IRQ-2's conditions, each settled: what is left has no branch of them.
template <Domain D>
void assume_receptive(Run<D>& run, Bits<D, 32> irq, bool halted) {
    const Machine<D>& host = run.machine();
    const auto assume = [&](const char* text, Bool<D> condition, bool outcome) {
        run.assume(text, condition == Bool<D>(outcome));
        run.settle(text, condition, outcome);
    };
    const Bool<D> in_window = ule(host.guest.noirq_start, host.regs.eip) & ult(host.regs.eip, host.guest.noirq_end) &
                              !(Bool<D>(host.rules.window_only_when_running) & host.cpu.halted);
    assume("outside the no-interrupt window", in_window, false);
    const Gate<D> gate{host.gates.get(trunc<8>(irq + Bits<D, 32>(constant::first_external_vector)))};
    assume("the Guest has a handler", present(gate), true);
    if (!halted) {
        const Data_word<D> enabled = read_data(host, data_field::irq_enabled);
        const Bits<D, 32> asked_for =
            host.rules.virtual_if_is_one_bit ? enabled.value & Bits<D, 32>(constant::eflags_if) : enabled.value;
        assume("virtual interrupts are enabled", (!enabled.readable) | (asked_for == Bits<D, 32>(0)), false);
    }
}

template <Domain D>
Bool<D> same_byte(const Machine<D>& a, const Machine<D>& b, Bits<D, 32> address) {
    return a.memory.template load<1>(address) == b.memory.template load<1>(address);
}

template <Domain D>
void claim_same_registers(Run<D>& run, const Machine<D>& as_trap) {
    const Machine<D>& m = run.machine();
    run.claim("the same eip", m.regs.eip == as_trap.regs.eip);
    run.claim("the same cs", m.regs.cs == as_trap.regs.cs);
    run.claim("the same eflags", m.regs.eflags == as_trap.regs.eflags);
    run.claim("the same esp", m.regs.esp == as_trap.regs.esp);
    run.claim("the same ss", m.regs.ss == as_trap.regs.ss);
}

/// For a halted Guest, irq_enabled is set before the trap that it is compared with.
void interrupt_as_trap(Proof& proof) {
    for (const bool halted : {false, true}) {
        proof.show_claim_by_claim(halted ? "a halted Guest" : "a running Guest", [=](auto& run) {
            using D = Domain_of<decltype(run)>;
            using Word = Bits<D, 32>;
            run.arbitrary();
            run.machine().cpu.halted = Bool<D>(halted);
            const Word irq = run.word("irq");
            const Word x = run.word("x");
            run.assume("a line that is pending", ult(irq, 32) & is_pending(run.machine(), irq));
            assume_receptive(run, irq, halted);
            const Word vector = irq + Word(constant::first_external_vector);
            run.settle("its vector is one", ule(Word(constant::idt_entries), vector), false);
            run.settle("its vector has no error code", has_error_code<D>(vector), false);
            Machine<D> as_trap = run.machine();
            if (halted) {
                write_data(as_trap, data_field::irq_enabled, Word(constant::eflags_if));
            }
            const Bool<D> reflected = deliver_trap(as_trap, vector);
            run.any_event(Event_kind::try_deliver_interrupt);
            const Machine<D>& m = run.machine();
            run.assume("the Guest lives", !m.guest.dead);
            run.claim("it is delivered", !is_pending(m, irq));
            run.claim("a trap would be, too", reflected);
            claim_same_registers(run, as_trap);
            run.claim("the same memory, but for what is told with it",
                is_told_with_an_interrupt(m, x) | same_byte(m, as_trap, x));
        });
    }
}

/// Vector 3 stands for any without an error code: nothing but its gate is looked at.
void refused_int_n_as_trap(Proof& proof) {
    proof.show("any refused software interrupt", [](auto& run) {
        using D = Domain_of<decltype(run)>;
        using Word = Word_of<decltype(run)>;
        run.arbitrary();
        const Machine<D>& before = run.machine();
        const Word n = run.word("vector");
        const Gate<D> gate{before.gates.get(trunc<8>(n))};
        const Bits<D, 2> ring = extract<1, 0>(run.word("cs"));
        const auto instruction = hardware::translate(before, run.word("eip"));
        const Bits<D, 8> opcode = before.memory.template load<1>(instruction.physical);
        const Bool<D> is_int_n = opcode == Bits<D, 8>(0xCD);
        run.assume("13 names its vector",
            (run.word("trapnum") == Word(constant::general_protection)) &
                (run.word("errcode") == (shl(n, Word(3)) | Word(2))));
        run.assume("the Guest's gate lets it through",
            ult(n, constant::idt_entries) & present(gate) & ((ring == Bits<D, 2>(1)) | ule(ring, dpl(gate))));
        run.assume("it is int n, int3 or into",
            is_int_n | ((opcode == Bits<D, 8>(0xCC)) & (n == Word(3))) |
                ((opcode == Bits<D, 8>(0xCE)) & (n == Word(4))));
        if (before.rules.vmcall_rewritten) {
            run.assume("the Host does not look for a vmcall there", ring != Bits<D, 2>(constant::guest_kernel_ring));
        }
        Machine<D> as_trap = run.machine();
        as_trap.regs.eip = run.word("eip");
        as_trap.regs.cs = run.word("cs");
        as_trap.regs.eflags = run.word("eflags");
        as_trap.regs.esp = run.word("esp");
        as_trap.regs.ss = run.word("ss");
        as_trap.regs.errcode = run.word("errcode");
        Word vector = Word(constant::general_protection);
        if (before.rules.refused_int_n_reflected) {
            vector = Word(constant::breakpoint);
            as_trap.gates.set(trunc<8>(vector), gate.bits);
            as_trap.regs.eip = as_trap.regs.eip + ite(is_int_n, Word(2), Word(1));
            as_trap.regs.eflags = as_trap.regs.eflags & ~Word(constant::eflags_rf);
        }
        const Bool<D> delivered = deliver_trap(as_trap, vector);
        run.any_event(Event_kind::trap);
        const Machine<D>& m = run.machine();
        run.assume("the Guest lives", !m.guest.dead);
        run.claim("it is reflected when the trap is", m.outcome.reflected == delivered);
        claim_same_registers(run, as_trap);
        run.claim("the same memory", same_byte(m, as_trap, run.word("x")));
    });
}

constexpr Theorem list[] = {
    {"interrupt-as-trap",
        "A virtual interrupt is delivered as a trap with its vector is; but a halted Guest has IF set first, and "
        "the time and irq_pending are told.",
        "R-IRQ-2 R-TRAP-2",
        in_none,
        interrupt_as_trap},
    {"refused-int-n-as-trap",
        "An int n that the installed gate refuses and the Guest's own does not is reflected as trap 13; by hardened as "
        "a "
        "trap through the gate of n, behind the instruction and with RF clear.",
        "R-TRAP-4 R-TRAP-2",
        in_none,
        refused_int_n_as_trap},
};

} // namespace

std::span<const Theorem> as_trap_theorems() {
    return list;
}

} // namespace trapspec::proofs
