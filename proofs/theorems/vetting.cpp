// Theorems about vetting: R-SET, R-LOAD.
#include "model/lguest/vetting.hpp"
#include "proofs/induction.hpp"
#include "proofs/theorems/gates.hpp"
#include "proofs/theorems/subjects.hpp"

namespace trapspec::proofs {

namespace {

using namespace model;

void vetted_gate_selector(Proof& proof) {
    by_induction(proof, [](auto& run) {
        const auto slot = run.template word<8>("slot");
        return [=]<Domain D>(const Machine<D>& m) {
            const Gate<D> gate{m.gates.get(slot)};
            return (gate.bits == Bits<D, 64>(0)) | is_vetted(gate);
        };
    });
}

void live_gate_types(Proof& proof) {
    by_induction(proof, [](auto& run) {
        const auto slot = run.template word<8>("slot");
        return [=]<Domain D>(const Machine<D>& m) {
            const Gate<D> gate{m.gates.get(slot)};
            return m.guest.dead | (!present(gate)) | is_interrupt_gate(gate) | is_trap_gate(gate);
        };
    });
}

void one_slot(Proof& proof) {
    proof.show("of any two slots one keeps its gate", [](auto& run) {
        run.arbitrary();
        const auto x = run.template word<8>("x");
        const auto y = run.template word<8>("y");
        run.assume("two different slots", x != y);
        const auto x_before = run.machine().gates.get(x);
        const auto y_before = run.machine().gates.get(y);
        run.any_event(Event_kind::load_idt_entry);
        run.claim(
            "one is as it was", (run.machine().gates.get(x) == x_before) | (run.machine().gates.get(y) == y_before));
    });
    proof.show("a slot other than n keeps its gate", [](auto& run) {
        run.arbitrary();
        const auto n = run.word("n");
        const auto x = run.template word<8>("x");
        run.assume("another slot", zext<32>(x) != n);
        const auto before = run.machine().gates.get(x);
        run.event(Event_kind::load_idt_entry, {n, run.word("a"), run.word("b")});
        run.claim("it is as it was", run.machine().gates.get(x) == before);
    });
}

void exact(Proof& proof) {
    proof.show("LOAD_IDT_ENTRY", [](auto& run) {
        using D = Domain_of<decltype(run)>;
        run.arbitrary();
        const auto n = run.word("n");
        const auto a = run.word("a");
        const auto b = run.word("b");
        const Gate<D> before{run.machine().gates.get(trunc<8>(n))};
        const auto guest = run.machine().guest;
        const auto changed = run.machine().cpu.changed;
        run.event(Event_kind::load_idt_entry, {n, a, b});
        const Machine<D>& m = run.machine();
        const Gate<D> after{m.gates.get(trunc<8>(n))};
        const Bool<D> ignored = ult(n, 32) & ((lshr(Bits<D, 32>(0x80008104u), n) & 1) == 1);
        const Bool<D> vetted = (!ignored) & ult(n, 256);
        const Bool<D> is_present = extract<15, 15>(b) == 1;
        const Bool<D> good_type = extract<11, 9>(b) == 7;
        const Bool<D> killed = (!ignored) & ite(vetted, is_present & !good_type, Bool<D>(true));
        const Bool<D> dropped = Bool<D>(m.rules.refused_gate_dropped) & !good_type;
        const Bool<D> installed = vetted & is_present & !dropped;
        const Bool<D> unmarked = ignored | (Bool<D>(m.rules.marked_after_bounds_check) & ule(256, n));
        run.claim("ignored, out of range or dropped: the gate stays",
            implies((!vetted) | (is_present & dropped), after.bits == before.bits));
        run.claim("not present: emptied", implies(vetted & !is_present, after.bits == 0));
        run.claim("offset, present, DPL and type are kept",
            implies(installed,
                (handler(after) == concat(extract<31, 16>(b), extract<15, 0>(a))) &
                    (extract<15, 13>(after.b()) == extract<15, 13>(b)) & (type(after) == extract<11, 8>(b))));
        run.claim("the selector is 0x61, S and the low byte are clear", implies(installed, is_vetted(after)));
        run.claim("marked changed unless ignored", m.cpu.changed == ite(unmarked, changed, changed | 1));
        run.claim("killed for a bad type or a slot that is not there", m.guest.dead == (guest.dead | killed));
        run.claim("with its reason and number, unless dead before",
            implies(killed & !guest.dead,
                (m.guest.reason == ite(vetted, Bits<D, 8>(12), Bits<D, 8>(13))) &
                    (m.guest.reason_0 == ite(vetted, zext<32>(extract<11, 8>(b)), n))));
    });
}

void idempotent(Proof& proof) {
    proof.show("the vetted gate again", [](auto& run) {
        using D = Domain_of<decltype(run)>;
        run.arbitrary();
        const auto n = run.word("n");
        run.event(Event_kind::load_idt_entry, {n, run.word("a"), run.word("b")});
        const Gate<D> once{run.machine().gates.get(trunc<8>(n))};
        run.assume("it was vetted", is_empty(once) | is_vetted(once));
        run.event(Event_kind::load_idt_entry, {n, once.a(), once.b()});
        run.claim("it stays as it is", run.machine().gates.get(trunc<8>(n)) == once.bits);
    });
}

void any_order(Proof& proof) {
    proof.show("two slots", [](auto& run) {
        using D = Domain_of<decltype(run)>;
        run.arbitrary();
        const auto n = run.word("n");
        const auto k = run.word("k");
        const auto slot = run.template word<8>("slot");
        run.assume("two different slots", n != k);
        Machine<D> other = run.machine();
        const auto load = [&](Machine<D>& m, auto which, auto a, auto b) {
            load_guest_idt_entry(m, which, Gate<D>::of(run.word(a), run.word(b)));
        };
        load(other, k, "ka", "kb");
        load(other, n, "na", "nb");
        run.apply([&](auto& m) { load(m, n, "na", "nb"); });
        run.apply([&](auto& m) { load(m, k, "ka", "kb"); });
        run.claim("the same table", run.machine().gates.get(slot) == other.gates.get(slot));
        run.claim("as dead", run.machine().guest.dead == other.guest.dead);
    });
}

/// A kill that ends nothing.
void refused_gate(Proof& proof) {
    proof.history("a fresh Guest asks for a gate", [](auto& run) {
        using Word = Word_of<decltype(run)>;
        run.start(Word(16), Word(16));
        run.event(Event_kind::load_idt_entry, {run.word("n", {3}), run.word("a", {0x00601000}), run.word("b")});
        run.claim("if that killed it, its table is as it was",
            (!run.machine().guest.dead) | (run.machine().gates.get(trunc<8>(run.word("n", {3}))) == 0));
    });
    proof.show("any state", [](auto& run) {
        run.arbitrary();
        const auto slot = run.template word<8>("slot");
        const auto before = run.machine().gates.get(slot);
        run.assume("the Guest lives", !run.machine().guest.dead);
        run.any_event(Event_kind::load_idt_entry);
        run.claim("if that kills it, its table is as it was",
            (!run.machine().guest.dead) | (run.machine().gates.get(slot) == before));
    });
}

void marked_changed(Proof& proof) {
    proof.history("a fresh Guest, entered once, asks for a gate", [](auto& run) {
        using Word = Word_of<decltype(run)>;
        run.start(Word(16), Word(16));
        run.event(Event_kind::enter_guest, {Word(0)});
        run.event(Event_kind::load_idt_entry, {run.word("n"), run.word("a"), run.word("b", {0xc0108f00})});
        run.claim("only a slot of the table marks it changed",
            ((run.machine().cpu.changed & 1) == 0) | ult(run.word("n"), 256));
    });
    proof.show("any state", [](auto& run) {
        run.arbitrary();
        const auto before = run.machine().cpu.changed;
        run.assume("no slot of the table", ule(256, run.word("n")));
        run.any_event(Event_kind::load_idt_entry);
        run.claim("nothing is marked", run.machine().cpu.changed == before);
    });
}

constexpr Theorem list[] = {
    {"vetted-gate-selector",
        "Every gate of the Guest is empty, or present with selector 0x61, bit 12 (S) clear and a clear low byte.",
        "R-SET-1 R-SET-3 R-LOAD-1 R-LOAD-2",
        in_none,
        vetted_gate_selector},
    {"live-gate-types",
        "Every present gate of a live Guest is an interrupt gate (0xE) or a trap gate (0xF).",
        "R-SET-1 R-SET-2 R-SET-3 R-LOAD-2",
        in_none,
        live_gate_types},
    {"load-changes-one-slot",
        "LOAD_IDT_ENTRY changes at most one slot, the one it names.",
        "R-SET-1 R-SET-3 R-LOAD-1 R-LOAD-2",
        in_none,
        one_slot},
    {"vetting-exact",
        "LOAD_IDT_ENTRY leaves exactly the gate, the mark and the kill that R-LOAD and R-SET say, field by field.",
        "R-SET-1 R-SET-2 R-SET-3 R-LOAD-1 R-LOAD-2 R-GATE-1 R-GATE-2 R-GATE-3",
        in_none,
        exact},
    {"vetting-idempotent", "Vetting a vetted gate again changes nothing.", "R-SET-1 R-SET-3", in_none, idempotent},
    {"vetting-any-order",
        "Gates for two different slots may be loaded in either order.",
        "R-SET-1 R-SET-3 R-LOAD-2",
        in_none,
        any_order},
    {"refused-gate-not-installed",
        "A gate for which the Guest is killed is not installed.",
        "R-SET-2 R-SET-3",
        in_every_linux,
        refused_gate},
    {"changed-mark-exact",
        "The table is marked changed only for one of its slots.",
        "R-LOAD-2",
        in_every_linux,
        marked_changed},
};

} // namespace

std::span<const Theorem> vetting_theorems() {
    return list;
}

} // namespace trapspec::proofs
