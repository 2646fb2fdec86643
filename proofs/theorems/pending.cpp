// Theorems about pending virtual interrupts: R-IRQ.
#include "proofs/hardware.hpp"
#include "proofs/induction.hpp"
#include "proofs/theorems/accesses.hpp"
#include "proofs/theorems/histories.hpp"
#include "proofs/theorems/subjects.hpp"

namespace trapspec::proofs {

namespace {

using namespace model;

template <Domain D>
Bool<D> bit(Bits<D, 32> map, Bits<D, 32> index) {
    return ult(index, Bits<D, 32>(32)) & ((lshr(map, index) & Bits<D, 32>(1)) == Bits<D, 32>(1));
}

/// The lines that R-IRQ-1 may find: all, or by only-handled-lines-due those with a present gate.
template <Domain D>
Bits<D, 32> lines_that_count(const Machine<D>& m) {
    return m.rules.only_handled_lines_due ? lines_with_handler(m) : Bits<D, 32>(0xFFFFFFFFu);
}

/// Whether R-IRQ-1 may find this line, by its own gate.
template <Domain D>
Bool<D> counts(const Machine<D>& m, Bits<D, 32> line) {
    const auto gate = m.gates.get(trunc<8>(line + Bits<D, 32>(0x20)));
    return (!Bool<D>(m.rules.only_handled_lines_due)) | (extract<47, 47>(gate) == Bits<D, 1>(1));
}

void lowest_first(Proof& proof) {
    proof.show("any state", [](auto& run) {
        using D = Domain_of<decltype(run)>;
        run.arbitrary();
        const auto i = run.word("i");
        const auto blocked = read_data(run.machine(), data_field::blocked_interrupts);
        const auto pending = run.machine().cpu.irqs_pending;
        const auto open = pending & ~blocked.value;
        const Bool<D> i_counts = counts(run.machine(), i);
        run.event(Event_kind::interrupt_pending);
        const auto due = run.machine().outcome.result;
        run.claim("unreadable: none, and no more", blocked.readable | ((due == 32) & !run.machine().outcome.more));
        run.claim("a line, or 32 for none", ule(due, 32));
        run.claim("it is pending and not blocked", (due == 32) | bit<D>(open, due));
        run.claim("it counts", (due == 32) | counts(run.machine(), due));
        run.claim("no lower line is", implies(blocked.readable & ult(i, due) & i_counts, !bit<D>(open, i)));
        const auto none = Bool<D>(run.machine().fired.has(Rule::irq_1_none));
        run.claim("the arm for none is taken just when there is none", none == (blocked.readable & (due == 32)));
        run.claim("asking changes nothing", run.machine().cpu.irqs_pending == pending);
    });
}

void more_means_more(Proof& proof) {
    proof.history("one line is pending", [](auto& run) {
        using Word = Word_of<decltype(run)>;
        start_with_data_page(run, Word(0x200), Word(0));
        run.event(Event_kind::set_interrupt, {run.word("irq"), Word(0)});
        run.assume("a line", ult(run.word("irq"), 32));
        run.event(Event_kind::interrupt_pending);
        run.claim("no other line is due, and it says so", !run.machine().outcome.more);
    });
    proof.show("any state", [](auto& run) {
        using Word = Word_of<decltype(run)>;
        run.arbitrary();
        const auto blocked = read_data(run.machine(), data_field::blocked_interrupts);
        const Word candidates = run.machine().cpu.irqs_pending & ~blocked.value & lines_that_count(run.machine());
        run.event(Event_kind::interrupt_pending);
        run.claim("there is more just when two candidates are",
            implies(blocked.readable, run.machine().outcome.more == ((candidates & (candidates - Word(1))) != 0)));
    });
}

/// A history in which the only line that waits is delivered by the run loop.
void pending_flag(Proof& proof) {
    proof.history("the last line is delivered", [](auto& run) {
        using Word = Word_of<decltype(run)>;
        const Word irq = run.word("irq");
        const Word zero(0);
        start_with_data_page(run, Word(0x200), zero);
        run.event(Event_kind::guest_write, {Word(data_page_at + 20), Word(0x200)});
        run.event(Event_kind::load_idt_entry, {irq + 0x20, run.word("a", {0x00601000}), run.word("b", {0xc0108e00})});
        run_guest_kernel(run, Word(0x202));
        run.event(Event_kind::set_interrupt, {irq});
        run.assume("a line", ult(irq, 32));
        run.event(
            Event_kind::run, {Word(0x20), zero, run.word("eip"), Word(0x61), Word(0x202), run.word("esp"), Word(0x69)});
        run.assume("delivered, none is pending, the Guest lives",
            (run.machine().cpu.irqs_pending == 0) & !run.machine().guest.dead);
        run.claim(
            "the Guest is told that none waits", run.machine().memory.template load<4>(Word(data_page_at + 20)) == 0);
    });
}

void none_lost(Proof& proof) {
    for_every_event(proof,
        [](auto& run) {
            using D = Domain_of<decltype(run)>;
            const auto i = run.word("i");
            run.assume("line i is pending", bit<D>(run.machine().cpu.irqs_pending, i));
            return [=](auto& after) { after.claim("and stays so", bit<D>(after.machine().cpu.irqs_pending, i)); };
        },
        // The first forgets everything; the other two deliver, see the obligation below.
        {Event_kind::start_guest, Event_kind::try_deliver_interrupt, Event_kind::run});
    proof.show("event: try_deliver_interrupt", [](auto& run) {
        using D = Domain_of<decltype(run)>;
        run.arbitrary();
        const auto i = run.word("i");
        const Gate<D> gate{run.machine().gates.get(trunc<8>(i) + 0x20)};
        const auto before = run.machine().cpu.irqs_pending;
        run.assume("line i is pending", bit<D>(run.machine().cpu.irqs_pending, i));
        run.any_event(Event_kind::try_deliver_interrupt);
        const auto& m = run.machine();
        const auto cleared = !bit<D>(m.cpu.irqs_pending, i);
        const auto died = Bool<D>(m.rules.failed_walk_ends_delivery) & m.guest.dead;
        run.claim("cleared only for the line that is delivered", implies(cleared, run.word("irq") == i));
        run.claim("and then its handler runs",
            implies(cleared & !died, present(gate) & (m.regs.eip == handler(gate)) & (m.regs.cs == 0x61)));
        run.claim(
            "no other line is touched", ((m.cpu.irqs_pending ^ before) & ~shl(Bits<D, 32>(1), run.word("irq"))) == 0);
    });
}

void none_invented(Proof& proof) {
    for_every_event(proof,
        [](auto& run) {
            using D = Domain_of<decltype(run)>;
            const auto i = run.word("i");
            run.assume("line i is not pending", ult(i, 32) & !bit<D>(run.machine().cpu.irqs_pending, i));
            return [=](auto& after) { after.claim("nor afterwards", !bit<D>(after.machine().cpu.irqs_pending, i)); };
        },
        {Event_kind::set_interrupt, Event_kind::clock_expires} // which raise one: see below
    );
    proof.show("event: set_interrupt", [](auto& run) {
        using Word = Word_of<decltype(run)>;
        run.arbitrary();
        const auto before = run.machine().cpu.irqs_pending;
        const Word irq = run.word("irq");
        run.assume("a line", ult(irq, 32));
        run.any_event(Event_kind::set_interrupt);
        const auto& m = run.machine();
        run.claim("exactly that line is added", m.cpu.irqs_pending == (before | shl(Word(1), irq)));
        run.claim("the task is woken", m.outcome.woke);
        run.claim("and kicked unless it was asleep", m.outcome.kicked == !run.flag("asleep"));
    });
    proof.show("event: clock_expires", [](auto& run) {
        using Word = Word_of<decltype(run)>;
        run.arbitrary();
        const auto before = run.machine().cpu.irqs_pending;
        const auto armed = run.machine().cpu.timer_armed;
        run.any_event(Event_kind::clock_expires);
        run.claim("line 0, if the timer was armed",
            run.machine().cpu.irqs_pending == (before | ite(armed, Word(1), Word(0))));
    });
}

void blocked_stay(Proof& proof) {
    proof.show("one pass of the run loop", [](auto& run) {
        using D = Domain_of<decltype(run)>;
        run.arbitrary();
        const auto i = run.word("i");
        const auto blocked = read_data(run.machine(), data_field::blocked_interrupts);
        run.assume("line i is pending", bit<D>(run.machine().cpu.irqs_pending, i));
        run.assume("and blocked", (!blocked.readable) | bit<D>(blocked.value, i));
        run.assume("no hypercall is pending, which might name other data", !run.machine().cpu.hypercall_pending);
        run.any_event(Event_kind::run);
        run.claim("it stays pending", bit<D>(run.machine().cpu.irqs_pending, i));
    });
}

void attempt_exact(Proof& proof) {
    proof.show("any line", [](auto& run) {
        run.arbitrary();
        run.any_event(Event_kind::try_deliver_interrupt);
        run.claim("a line above 31 is a bug of the Host's", run.machine().outcome.panicked == ule(32, run.word("irq")));
    });
    proof.show("a line without a handler", [](auto& run) {
        using D = Domain_of<decltype(run)>;
        using Word = Word_of<decltype(run)>;
        run.arbitrary();
        const Machine<D>& m = run.machine();
        const auto irq = run.word("irq");
        const auto was_dead = m.guest.dead;
        const auto time = m.guest.data_address + Word(12);
        const auto reached = can_be_reached(m, time, 8, m.faults.write_faults, 3);
        const auto sec_before = m.memory.template load<4>(time);
        run.assume("a line, and no handler", ult(irq, 32) & !present(Gate<D>{m.gates.get(trunc<8>(irq + Word(32)))}));
        run.assume("outside the window", !(ule(m.guest.noirq_start, m.regs.eip) & ult(m.regs.eip, m.guest.noirq_end)));
        const auto enabled = read_data(m, data_field::irq_enabled);
        run.assume("the Guest runs with interrupts on",
            (!m.cpu.halted) & enabled.readable & ((enabled.value & 0x200) == 0x200));
        run.any_event(Event_kind::try_deliver_interrupt);
        run.claim("it is told the time all the same",
            m.memory.template load<4>(time) == ite(reached, run.word("sec"), sec_before));
        run.claim("or killed", m.guest.dead == (was_dead | !reached));
        run.claim("for that reason", was_dead | reached | (m.guest.reason == 7));
    });
}

constexpr Theorem list[] = {
    {"due-is-lowest",
        "The line that is due is the lowest that is pending and not blocked, 32 if there is none or the mask is "
        "unreadable.",
        "R-IRQ-1",
        in_none,
        lowest_first},
    {"more-means-more", "`more` says whether a further line is due.", "R-IRQ-1", in_every_linux, more_means_more},
    {"pending-flag-cleared",
        "When the run loop delivers the last line that waits, it tells the Guest that none waits.",
        "R-IRQ-1 R-IRQ-2 R-RUN-1",
        in_every_linux,
        pending_flag},
    {"attempt-exact",
        "An attempt to deliver a line above 31 is a bug of the Host's; a line without a handler brings the time, or "
        "kills.",
        "R-IRQ-2",
        in_none,
        attempt_exact},
    {"no-interrupt-lost",
        "A pending line stays pending until its handler is entered.",
        "R-IRQ-1 R-IRQ-2 R-IRQ-3",
        in_none,
        none_lost},
    {"no-interrupt-invented",
        "A line becomes pending only by R-IRQ-3 for that line, or by the clock for line 0.",
        "R-IRQ-3 R-CLK-2",
        in_none,
        none_invented},
    {"blocked-not-delivered",
        "The run loop never delivers a line that the Guest blocks.",
        "R-IRQ-1 R-IRQ-2 R-RUN-1",
        in_none,
        blocked_stay},
};

} // namespace

std::span<const Theorem> pending_theorems() {
    return list;
}

} // namespace trapspec::proofs
