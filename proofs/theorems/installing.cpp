// Theorems about the table that the CPU uses while the Guest runs: R-DEF, R-COPY, R-TRAP-3.
#include "model/rules.hpp"
#include "proofs/induction.hpp"
#include "proofs/theorems/gates.hpp"
#include "proofs/theorems/subjects.hpp"

namespace trapspec::proofs {

namespace {

using namespace model;

void never_direct(Proof& proof) {
    by_induction_on_entries(proof, []<Domain D>(const Machine<D>& m, Bits<D, 8> vector) {
        const Gate<D> installed{m.idt.get(vector)};
        const Bool<D> ignored = (vector == 2) | (vector == 8) | (vector == 15) | (vector == 0x1F);
        return implies(ignored, is_empty(Gate<D>{m.gates.get(vector)})) // why these never become direct
               & implies(ignored | (vector == 13) | (vector == 14),
                     is_empty(installed) | is_stub_gate(m, vector, installed));
    });
}

void entries_copied_alone(Proof& proof) {
    proof.show("before an entry into the Guest", [](auto& run) {
        using D = Domain_of<decltype(run)>;
        run.arbitrary();
        const Machine<D> before = run.machine();
        run.any_event(Event_kind::enter_guest);
        for (unsigned number = 0; number < constant::idt_entries; ++number) {
            const auto vector = Bits<D, 8>::of(number);
            Machine<D> alone = before;
            enter_guest_with_one_entry(alone, run.flag("other_guest"), vector);
            run.claim("one entry alone ends the same", run.machine().idt.get(vector) == alone.idt.get(vector));
        }
    });
    proof.show("when the table is set up", [](auto& run) {
        using D = Domain_of<decltype(run)>;
        run.arbitrary();
        run.any_event(Event_kind::setup_default_idt_entries);
        for (unsigned number = 0; number < constant::idt_entries; ++number) {
            const auto vector = Bits<D, 8>::of(number);
            const auto alone = default_idt_entry(run.machine(), vector, Gate<D>{});
            run.claim("one entry alone ends the same", run.machine().idt.get(vector) == alone.bits);
        }
    });
}

void default_gate_exact(Proof& proof) {
    proof.show("any vector, any base", [](auto& run) {
        using D = Domain_of<decltype(run)>;
        run.arbitrary();
        const auto vector = run.template word<8>("vector");
        const Gate<D> base{run.template word<64>("base")};
        const Gate<D> gate{run.answer("gate", default_idt_entry(run.machine(), vector, base).bits)};
        run.claim("the Switcher's selector", selector(gate) == 0x50);
        run.claim("the stub's address", handler(gate) == trunc<32>(run.machine().handlers.get(vector)));
        run.claim("present, S clear, 32-bit interrupt gate, low byte clear", (gate.b() & 0x9FFF) == 0x8E00);
        run.claim("DPL 1 for the hypercall vector, else the base's",
            dpl(gate) == default_dpl(run.machine(), vector, dpl(base)));
    });
}

void copied_entry_exact(Proof& proof) {
    proof.show("any vector", [](auto& run) {
        using D = Domain_of<decltype(run)>;
        run.arbitrary();
        const auto vector = run.template word<8>("vector");
        const auto other = run.template word<8>("other");
        const Gate<D> gate{run.machine().gates.get(vector)};
        const auto before = run.machine().idt.get(vector);
        const auto other_before = run.machine().idt.get(other);
        const auto stub = default_idt_entry(run.machine(), vector, gate).bits;
        run.apply([=](auto& m) { copy_trap(m, vector); });
        const auto direct = may_go_direct(run.machine(), vector);
        const auto after = run.machine().idt.get(vector);
        run.claim("direct, a trap gate: verbatim", implies(direct & (type(gate) == 0xF), after == gate.bits));
        run.claim("direct, anything else: the default", implies(direct & (type(gate) != 0xF), after == stub));
        run.claim("not direct: as it was", implies(!direct, after == before));
        run.claim("no other entry changes", implies(other != vector, run.machine().idt.get(other) == other_before));
    });
}

void entry_exact(Proof& proof) {
    proof.show("any state", [](auto& run) {
        using D = Domain_of<decltype(run)>;
        run.arbitrary();
        run.any_event(Event_kind::enter_guest);
        const Machine<D>& m = run.machine();
        run.claim("nothing counts as changed any more", m.cpu.changed == 0);
        run.claim("no trap came yet", m.regs.trapnum == 256);
        run.claim("the TSS has the CPU's stack", (m.host.tss_ss1 == m.cpu.ss1) & (m.host.tss_esp1 == m.cpu.esp1));
        run.claim("the Guest is entered", m.outcome.entered);
    });
}

void in_sync(Proof& proof) {
    by_induction_on_entries(
        proof,
        []<Domain D>(const Machine<D>& m, Bits<D, 8> vector) {
            const Gate<D> gate{m.gates.get(vector)};
            const Gate<D> installed{m.idt.get(vector)};
            const Bool<D> as_copied = ite(is_trap_gate(gate),
                installed.bits == gate.bits,
                is_stub_gate(m, vector, installed) & (dpl(installed) == default_dpl(m, vector, dpl(gate))));
            return implies(((m.cpu.changed & 1) == 0) & may_go_direct(m, vector), as_copied);
        },
        true);
}

constexpr Theorem list[] = {
    {"never-direct",
        "The installed gates of 2, 8, 13, 14, 15 and 0x1F are empty or lead to the Switcher, never to the Guest.",
        "R-TRAP-3 R-LOAD-1 R-DEF-1 R-DEF-2 R-COPY-1",
        in_none,
        never_direct},
    {"entries-copied-alone",
        "Where the whole table is written, each entry ends as if it were the only one.",
        "R-COPY-1 R-DEF-2",
        in_none,
        entries_copied_alone},
    {"default-gate-exact",
        "A default gate is a present 32-bit interrupt gate to its stub, with the DPL of its base, or 1 for 0x1F.",
        "R-DEF-1",
        in_none,
        default_gate_exact},
    {"copied-entry-exact",
        "A direct vector gets the Guest's trap gate verbatim or a default gate; no other entry changes.",
        "R-COPY-1 R-TRAP-3 R-SYS-1 R-VER-1",
        in_none,
        copied_entry_exact},
    {"entry-exact",
        "With an entry nothing counts as changed any more, no trap has come, and the TSS has the CPU's stack.",
        "R-COPY-1 R-SW-1",
        in_none,
        entry_exact},
    {"installed-in-sync",
        "While the table is not marked changed, every direct entry is what R-COPY-1 makes of the Guest's gate (the "
        "table is set up "
        "with default gates only before the first entry).",
        "R-COPY-1 R-LOAD-2 R-TRAP-3",
        in_none,
        in_sync},
};

} // namespace

std::span<const Theorem> installing_theorems() {
    return list;
}

} // namespace trapspec::proofs
