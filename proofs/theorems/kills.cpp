// Theorems about kills: the first reason stays, and what a kill does not stop.
#include "model/rules.hpp"
#include "proofs/hardware.hpp"
#include "proofs/induction.hpp"
#include "proofs/theorems/gates.hpp"
#include "proofs/theorems/histories.hpp"
#include "proofs/theorems/subjects.hpp"

namespace trapspec::proofs {

namespace {

using namespace model;

void first_reason(Proof& proof) {
    for_every_event(proof,
        [](auto& run) {
            const auto before = run.machine().guest;
            run.assume("the Guest is dead", before.dead);
            return [=](auto& after) {
                const auto& guest = after.machine().guest;
                after.claim("it stays dead", guest.dead);
                after.claim("for the same reason", guest.reason == before.reason);
                after.claim("with the same numbers",
                    (guest.reason_0 == before.reason_0) & (guest.reason_1 == before.reason_1) &
                        (guest.reason_2 == before.reason_2));
            };
        },
        {Event_kind::start_guest} // a new Guest is another Guest
    );
}

void dead_has_reason(Proof& proof) {
    by_induction(proof,
        [](auto&) { return []<Domain D>(const Machine<D>& m) { return m.guest.dead == (m.guest.reason != 0); }; },
        {Event_kind::run}); // by theorem run-is-its-parts
}

void dead_is_not_run(Proof& proof) {
    proof.show("one pass of the run loop", [](auto& run) {
        run.arbitrary();
        const auto x = run.word("x");
        const auto slot = run.template word<8>("slot");
        const auto before = run.machine().memory.template load<1>(x);
        const auto gate = run.machine().gates.get(slot);
        const auto installed = run.machine().idt.get(slot);
        const auto regs = run.machine().regs;
        const auto cpu = run.machine().cpu;
        run.assume("the Guest is dead", run.machine().guest.dead);
        run.any_event(Event_kind::run);
        const auto& m = run.machine();
        run.claim("it is not entered", !m.outcome.entered);
        run.claim("no byte changes", m.memory.template load<1>(x) == before);
        run.claim("no gate changes", (m.gates.get(slot) == gate) & (m.idt.get(slot) == installed));
        run.claim(
            "it stays where it was", (m.regs.eip == regs.eip) & (m.regs.esp == regs.esp) & (m.regs.cs == regs.cs));
        run.claim("what is pending stays", (m.cpu.irqs_pending == cpu.irqs_pending) & (m.cpu.changed == cpu.changed));
    });
}

void refused_stack(Proof& proof) {
    proof.history("a fresh Guest names its stack", [](auto& run) {
        using Word = Word_of<decltype(run)>;
        run.start(Word(16), Word(16));
        run.event(Event_kind::set_stack, {run.word("seg"), run.word("esp", {0x8000}), run.word("pages", {1}), Word(0)});
        run.claim(
            "if that killed it, the stack is as it was", (!run.machine().guest.dead) | (run.machine().cpu.esp1 == 0));
    });
    proof.show("any state, every page can be pinned", [](auto& run) {
        run.arbitrary();
        const auto cpu = run.machine().cpu;
        run.assume("the Guest lives", !run.machine().guest.dead);
        run.assume("no page fails", run.word("pin_failures") == 0);
        run.any_event(Event_kind::set_stack);
        const auto& m = run.machine();
        run.claim("if that kills it, the stack is as it was",
            (!m.guest.dead) | ((m.cpu.esp1 == cpu.esp1) & (m.cpu.ss1 == cpu.ss1)));
    });
}

void kill_ends_delivery(Proof& proof) {
    proof.history("a delivery on a stack that has no page", [](auto& run) {
        using Word = Word_of<decltype(run)>;
        run.start(Word(small_guest_pages), Word(small_guest_pages));
        run.event(Event_kind::guest_write, {Word(0x1000), Word(0x2003)}); // a table, and nothing in it
        run.event(Event_kind::set_page_tables, {Word(0x1000)});
        run.event(Event_kind::load_idt_entry, {Word(3), run.word("a", {0x00601000}), run.word("b", {0xc0108f00})});
        run_guest_kernel(run, Word(0x202));
        const Word x = run.word("x", {0x7f4});
        const auto before = run.machine().memory.template load<4>(x);
        run.event(Event_kind::deliver_trap, {Word(3)});
        run.assume("that kills it", run.machine().guest.dead);
        run.assume("a word of its memory", ult(x, 0xFFFC));
        run.claim("no word of its memory changes", run.machine().memory.template load<4>(x) == before);
    });
    proof.show("any delivery on a stack that the CPU finds no page for", [](auto& run) {
        using Word = Word_of<decltype(run)>;
        run.arbitrary();
        const auto& before = run.machine();
        const auto user = (before.regs.ss & 3) != 1;
        const Word top = ite(user, before.cpu.esp1, before.regs.esp);
        const Word bytes = ite(user, Word(20), Word(12)) + ite(cpu_has_error_code(run.word("n")), Word(4), Word(0));
        run.assume("its last byte or its first has none",
            (!hardware::translate(before, top - bytes).present) | !hardware::translate(before, top - 1).present);
        const Word x = run.word("x");
        const auto byte = before.memory.template load<1>(x);
        run.any_event(Event_kind::deliver_trap);
        run.claim("no byte of memory changes", run.machine().memory.template load<1>(x) == byte);
    });
}

/// A push was attempted, whatever became of it.
template <Domain D>
Bool<D> pushes(Run<D>& run) {
    const auto& fired = run.machine().fired;
    const auto has = [&](Rule arm) { return Bool<D>(fired.has(arm)); };
    return run.answer("pushes", has(Rule::mem_2_refused) | has(Rule::mem_2_copy_failed) | has(Rule::mem_2_written));
}

void no_push_without_table(Proof& proof) {
    proof.history("a delivery with an empty page directory", [](auto& run) {
        using Word = Word_of<decltype(run)>;
        run.start(Word(small_guest_pages), Word(small_guest_pages));
        run.event(Event_kind::set_page_tables, {Word(0x1000)});
        run.event(Event_kind::load_idt_entry, {Word(3), run.word("a", {0x00601000}), run.word("b", {0xc0108f00})});
        run_guest_kernel(run, Word(0x202));
        run.event(Event_kind::deliver_trap, {Word(3)});
        run.assume("it has a handler", run.machine().gates.get(3) != 0);
        run.claim("nothing is pushed below 0xFFFFFFFF", !pushes(run));
    });
    proof.show("any delivery on a stack without a table", [](auto& run) {
        run.arbitrary();
        const auto& m = run.machine();
        const auto top = ite((m.regs.ss & 3) == 1, m.regs.esp, m.cpu.esp1) - 1;
        const auto entry = m.memory.template load<4>(hardware::translate(m, top).directory_entry_at);
        run.assume("the Guest has page tables, the directory none for the stack", m.guest.paging & ((entry & 1) == 0));
        run.any_event(Event_kind::deliver_trap);
        run.claim("nothing is pushed", !pushes(run));
    });
}

constexpr Theorem list[] = {
    {"first-reason-kept",
        "A dead Guest stays dead, with its first reason and that reason's numbers.",
        "R-RUN-1 R-MEM-2 R-SET-2 R-STK-1",
        in_none,
        first_reason},
    {"dead-has-reason", "A Guest is dead just when it has a reason.", "R-RUN-1", in_none, dead_has_reason},
    {"dead-not-run", "A pass of the run loop changes nothing of a dead Guest.", "R-RUN-1", in_none, dead_is_not_run},
    {"refused-stack-not-stored",
        "A kernel stack for whose segment or size the Guest is killed is not stored.",
        "R-STK-1",
        in_every_linux,
        refused_stack},
    {"failed-walk-pushes-nothing",
        "A delivery whose stack has no page writes nothing into the Guest's memory.",
        "R-MEM-4 R-PUSH-2",
        in_every_linux,
        kill_ends_delivery},
    {"no-push-without-table",
        "A delivery pushes nothing below 0xFFFFFFFF, R-MEM-4's answer where a page directory has no entry.",
        "R-MEM-4 R-PUSH-1 R-PUSH-2",
        in_every_linux,
        no_push_without_table},
};

} // namespace

std::span<const Theorem> kill_theorems() {
    return list;
}

} // namespace trapspec::proofs
