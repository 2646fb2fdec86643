// Theorems about who gets what: rings, vectors, DPL. Properties 2 to 5 of rules.md.
#include "proofs/induction.hpp"
#include "proofs/theorems/gates.hpp"
#include "proofs/theorems/histories.hpp"
#include "proofs/theorems/subjects.hpp"

namespace trapspec::proofs {

namespace {

using namespace model;

void no_ring_0(Proof& proof) {
    by_induction_on_entries(proof, []<Domain D>(const Machine<D>& m, Bits<D, 8> vector) {
        const Gate<D> gate{m.gates.get(vector)};
        const Gate<D> installed{m.idt.get(vector)};
        return (is_empty(gate) | is_vetted(gate)) &
               (is_empty(installed) | is_stub_gate(m, vector, installed) | is_vetted(installed));
    });
}

void only_trap_gates_direct(Proof& proof) {
    by_induction_on_entries(proof, []<Domain D>(const Machine<D>& m, Bits<D, 8> vector) {
        const Gate<D> installed{m.idt.get(vector)};
        return is_empty(installed) | is_stub_gate(m, vector, installed) | is_trap_gate(installed);
    });
}

void external_vectors(Proof& proof) {
    by_induction_on_entries(proof, []<Domain D>(const Machine<D>& m, Bits<D, 8> vector) {
        const Gate<D> installed{m.idt.get(vector)};
        const Bool<D> external = ule(0x20, vector) & (vector != 0x80) & (zext<32>(vector) != m.syscall_vector);
        return implies(external, is_empty(installed) | is_stub_gate(m, vector, installed));
    });
}

void user_raises_only_opened(Proof& proof) {
    by_induction_on_entries(proof, []<Domain D>(const Machine<D>& m, Bits<D, 8> vector) {
        const Gate<D> gate{m.gates.get(vector)};
        const Gate<D> installed{m.idt.get(vector)};
        const Bool<D> raisable = present(installed) & (dpl(installed) == 3);
        const Bool<D> opened = (!is_empty(gate)) & (dpl(gate) == 3);
        const Bool<D> unchanged = (m.cpu.changed & 1) == 0;
        return implies(raisable & unchanged, opened) & implies(raisable, may_go_direct(m, vector)) &
               (is_empty(gate) | is_vetted(gate));
    });
}

/// A fresh Guest sets one gate and is entered.
template <Domain D>
Gate<D> enter_with_gate(Run<D>& run, Bits<D, 32> n, Bits<D, 32> b) {
    using Word = Bits<D, 32>;
    run.start(Word(small_guest_pages), Word(small_guest_pages));
    run.event(Event_kind::setup_default_idt_entries);
    run.event(Event_kind::load_idt_entry, {n, run.word("a", {0x00601000}), b});
    run.event(Event_kind::enter_guest, {Word(0)});
    run.assume("the Guest lives", !run.machine().guest.dead);
    return {run.machine().idt.get(trunc<8>(n))};
}

void machine_check(Proof& proof) {
    proof.history("the Guest sets its gate 18", [](auto& run) {
        using Word = Word_of<decltype(run)>;
        const auto installed = enter_with_gate(run, Word(18), run.word("b", {0xc0108f00}));
        run.claim("vector 18 leads to the Switcher", selector(installed) == 0x50);
    });
}

void nmi(Proof& proof) {
    proof.history("an NMI while the Guest runs", [](auto& run) {
        using Word = Word_of<decltype(run)>;
        run.start(Word(small_guest_pages), Word(small_guest_pages));
        run.event(Event_kind::setup_default_idt_entries);
        run.event(Event_kind::enter_guest, {Word(0)});
        run.event(Event_kind::switcher_stub, {Word(2), Word(0), Word(0)});
        run.claim("its stub leads to the Host", run.machine().outcome.result != 1);
    });
}

void opened_vectors(Proof& proof) {
    proof.history("the Guest opens a vector to its users", [](auto& run) {
        const auto n = run.word("n", {0x30, 14});
        run.assume("a vector that the Guest may set", ult(n, 256) & (n != 2) & (n != 8) & (n != 15) & (n != 0x1F));
        const auto installed = enter_with_gate(run, n, run.word("b", {0xc010ef00}));
        run.assume("its gate is present with DPL 3",
            (run.machine().gates.get(trunc<8>(n)) != 0) & ((run.word("b", {0xc010ef00}) & 0x6000) == 0x6000));
        run.claim("ring 3 can raise it", dpl(installed) == 3);
    });
}

void kernel_raises_its_gates(Proof& proof) {
    proof.history("the Guest sets a gate for its kernel", [](auto& run) {
        using Word = Word_of<decltype(run)>;
        const auto installed = enter_with_gate(run, Word(3), run.word("b", {0xc0108f00}));
        run.assume("the gate is present", run.machine().gates.get(3) != 0);
        run.claim("ring 1 can raise it", dpl(installed) != 0);
    });
}

constexpr Theorem list[] = {
    {"no-ring-0",
        "No installed gate leads to ring 0 but the Switcher's own stubs: every other has the Guest kernel's selector "
        "0x61.",
        "R-SET-3 R-DEF-1 R-COPY-1 R-TRAP-3",
        in_none,
        no_ring_0},
    {"only-trap-gates-direct",
        "Every installed gate that leads to the Guest is a trap gate: entering it leaves real interrupts on.",
        "R-COPY-1 R-DEF-1",
        in_none,
        only_trap_gates_direct},
    {"external-vectors-reach-host",
        "The installed gates of 0x20 to 0xFF, the system-call vectors left out, always lead to the Host.",
        "R-TRAP-3 R-COPY-1 R-SYS-1",
        in_none,
        external_vectors},
    {"user-raises-only-opened",
        "When the Guest is entered, ring 3 can raise only vectors whose gate the Guest's kernel set with DPL 3.",
        "R-DEF-1 R-COPY-1 R-TRAP-3",
        in_none,
        user_raises_only_opened},
    {"machine-check-reaches-host",
        "A machine check (vector 18) always reaches the Host.",
        "R-TRAP-3 R-COPY-1",
        in_every_linux,
        machine_check},
    {"nmi-reaches-host", "An NMI that arrives while the Guest runs reaches the Host.", "R-SW-1", in_every_linux, nmi},
    {"opened-vectors-can-be-raised",
        "Ring 3 can raise every vector that the Guest's kernel opened to it, as on a real CPU.",
        "R-TRAP-3 R-COPY-1 R-DEF-1",
        in_every_linux,
        opened_vectors},
    {"kernel-raises-its-gates",
        "The Guest's kernel can raise every vector it set a gate for, as a kernel in ring 0 can.",
        "R-COPY-1 R-DEF-1",
        in_every_linux,
        kernel_raises_its_gates},
};

} // namespace

std::span<const Theorem> ownership_theorems() {
    return list;
}

} // namespace trapspec::proofs
