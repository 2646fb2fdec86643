// Theorems about who gets what: rings, vectors, DPL. Properties 2 to 5 of rules.md.
#include "proofs/hardware.hpp"
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

void machine_check(Proof& proof) {
    proof.history("the Guest sets its gate 18", [](auto& run) {
        using Word = Word_of<decltype(run)>;
        run.start(Word(small_guest_pages), Word(small_guest_pages));
        const auto installed = enter_with_gate(run, Word(18), run.word("b", {0xc0108f00}));
        run.claim("vector 18 leads to the Switcher", selector(installed) == 0x50);
    });
    by_induction_on_entries(proof, []<Domain D>(const Machine<D>& m, Bits<D, 8> vector) {
        const Gate<D> installed{m.idt.get(vector)};
        return implies(vector == 18, is_empty(installed) | is_stub_gate(m, vector, installed));
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
    proof.show("any state", [](auto& run) {
        using Word = Word_of<decltype(run)>;
        run.arbitrary();
        run.event(Event_kind::switcher_stub, {Word(2), run.word("cpu_pushed"), run.word("error_code")});
        run.claim("its stub leads to the Host", run.machine().outcome.result != 1);
    });
}

/// Code of the ring of `cs` executes `int n` at 0x4000, and the CPU looks at the installed gate: it goes there, or raises
/// 13 with the gate's number, which comes to the Host.
template <Domain D>
void claim_int_n_arrives(Run<D>& run, Bits<D, 32> n, Gate<D> installed, Bits<D, 32> cs, Bits<D, 32> ss) {
    using Word = Bits<D, 32>;
    const Gate<D> gate{run.machine().gates.get(trunc<8>(n))};
    run.event(Event_kind::guest_write, {Word(0x4000), Word(0xCD) | shl(n, Word(8))});
    run.event(Event_kind::set_stack, {Word(0x69), Word(0x8000), Word(1)});
    run.event(Event_kind::trap, {Word(13), shl(n, Word(3)) | Word(2), Word(0x4000), cs, Word(0x202), Word(0x6000), ss});
    run.assume("a vector whose gate the Guest may set", ult(n, 256) & (n != 2) & (n != 8) & (n != 15) & (n != 0x1F));
    run.assume("its gate is present", present(gate));
    const auto& m = run.machine();
    const Bool<D> admitted = ule(extract<1, 0>(cs), dpl(installed));
    const Bool<D> user = extract<1, 0>(cs) == 3;
    const Bool<D> entered = (m.regs.eip == handler(gate)) & (m.regs.cs == 0x61) &
                            (m.regs.esp == ite(user, Word(0x8000 - 20), Word(0x6000 - 12))) &
                            (m.memory.template load<4>(m.regs.esp) == 0x4002);
    run.claim("the CPU lets it through, or its handler is entered, to return behind it", admitted | entered);
}

/// The same from any state, where the CPU refused.
void show_refused_int_n_arrives(Proof& proof) {
    proof.show("any state, `int n` refused", [](auto& run) {
        using D = Domain_of<decltype(run)>;
        using Word = Word_of<decltype(run)>;
        run.arbitrary();
        const Word n = run.word("vector");
        const Gate<D> gate{run.machine().gates.get(trunc<8>(n))};
        const auto ring = extract<1, 0>(run.word("cs"));
        const auto instruction = hardware::translate(run.machine(), run.word("eip"));
        run.assume("the gate is present and lets this ring through",
            ult(n, 256) & present(gate) & ((ring == 1) | ule(ring, dpl(gate))));
        run.assume("13 names it", run.word("errcode") == (shl(n, Word(3)) | Word(2)));
        run.assume("the instruction is `int n`",
            run.machine().memory.template load<1>(instruction.physical) == Bits<D, 8>(0xCD));
        run.assume("13 is the trap", run.word("trapnum") == 13);
        run.any_event(Event_kind::trap);
        const auto& m = run.machine();
        run.assume("the Guest lives", !m.guest.dead);
        run.claim("it is reflected", m.outcome.reflected);
        run.claim("to the handler of n", (m.regs.eip == handler(gate)) & (m.regs.cs == 0x61));
    });
}

void opened_vectors(Proof& proof) {
    proof.history("ring 3 raises a vector that the Guest's kernel opened to it", [](auto& run) {
        using Word = Word_of<decltype(run)>;
        const Word n = run.word("n", {0x30, 14});
        const Word b = run.word("b", {0xc010ef00});
        start_with_data_page(run, Word(0x200), Word(0));
        const auto installed = enter_with_gate(run, n, b);
        run.assume("with DPL 3", (b & 0x6000) == 0x6000);
        claim_int_n_arrives(run, n, installed, Word(0x73), Word(0x7b));
    });
    show_refused_int_n_arrives(proof);
}

void kernel_raises_its_gates(Proof& proof) {
    proof.history("the Guest's kernel raises a vector that it set a gate for", [](auto& run) {
        using Word = Word_of<decltype(run)>;
        const Word n = run.word("n", {3});
        start_with_data_page(run, Word(0x200), Word(0));
        const auto installed = enter_with_gate(run, n, run.word("b", {0xc0108f00}));
        claim_int_n_arrives(run, n, installed, Word(0x61), Word(0x69));
    });
    show_refused_int_n_arrives(proof);
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
