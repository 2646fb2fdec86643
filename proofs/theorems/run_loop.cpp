// Theorems about the run loop: R-RUN-1.
#include "model/lguest/run.hpp"
#include "proofs/induction.hpp"
#include "proofs/theorems/histories.hpp"
#include "proofs/theorems/same_state.hpp"
#include "proofs/theorems/subjects.hpp"

namespace trapspec::proofs {

namespace {

using namespace model;

/// One pass, said again: the rules that it calls, in order.
template <Domain D>
void pass_by_parts(Machine<D>& m,
    Hypercall<D> call_inputs,
    const Event<D>& trap,
    Bool<D> other_guest,
    Bits<D, 32> sec,
    Bits<D, 32> nsec) {
    using Word = Bits<D, 32>;
    const auto pass = [=](auto& m) {
        when(m, Rule::none, m.cpu.hypercall_pending, [=](auto& m) {
            m.cpu.hypercall_pending = false;
            Hypercall<D> call = call_inputs;
            call.call = m.regs.eax;
            call.arg1 = m.regs.ebx;
            call.arg2 = m.regs.ecx;
            call.arg3 = m.regs.edx;
            do_hypercall(m, call);
        });
        const Due_interrupt<D> due = interrupt_pending(m, Bool<D>(false));
        when(m, Rule::none, ult(due.irq, Word(32)), [=](auto& m) {
            try_deliver_interrupt(m, due.irq, due.more, sec, nsec);
        });
        decide(m,
            arm(Rule::none, m.guest.dead, [](auto&) {}),
            arm(Rule::none, m.cpu.halted, [](auto&) {}),
            otherwise(Rule::none, [=](auto& m) {
                step(m, Event<D>{Event_kind::enter_guest, {ite(other_guest, Word(1), Word(0))}});
                step(m, trap);
            }));
    };
    decide(m, arm(Rule::none, m.guest.dead, [](auto&) {}), otherwise(Rule::none, pass));
}

void is_its_parts(Proof& proof) {
    proof.show_claim_by_claim("any state", [](Run<Symbolic>& run) {
        using Word = Bits<Symbolic, 32>;
        run.arbitrary();
        const auto x = run.word("x");
        const auto slot = run.word<8>("slot");
        Machine<Symbolic> parts = run.machine();
        run.any_event(Event_kind::run);
        const auto word = [&](auto name) { return run.word(name); };
        const auto as_word = [&](auto name) { return ite(run.flag(name), Word(1), Word(0)); };
        const Event<Symbolic> trap{Event_kind::trap,
            {word("trapnum"),
                word("errcode"),
                word("eip"),
                word("cs"),
                word("eflags"),
                word("esp"),
                word("ss"),
                word("cr2"),
                as_word("emulated"),
                as_word("satisfied")}};
        Hypercall<Symbolic> call;
        call.pin_failures = word("pin_failures");
        call.now = concat(word("now_high"), word("now_low"));
        pass_by_parts(parts, call, trap, run.flag("other_guest"), word("sec"), word("nsec"));

        claim_same_state(run, parts, x, slot);
    });
}

void progress(Proof& proof) {
    proof.history("a Guest that halted", [](auto& run) {
        using Word = Word_of<decltype(run)>;
        const Word zero(0);
        run.start(Word(small_guest_pages), Word(small_guest_pages));
        run.event(Event_kind::guest_write, {Word(data_page_at), Word(0x200)});
        run.event(Event_kind::guest_write, {Word(data_page_at + 1392), Word(0x80)});
        run.event(Event_kind::guest_write, {Word(data_page_at + 1380), run.word("noirq_start", {0xc0100000})});
        run.event(Event_kind::guest_write, {Word(data_page_at + 1384), run.word("noirq_end", {0xc0100010})});
        run.event(Event_kind::hypercall, {Word(1), Word(data_page_at)});
        run.event(Event_kind::load_idt_entry, {Word(0x20), Word(0x00601000), Word(0xc0108e00u)});
        run_guest_kernel(run, Word(0x202));
        run.event(Event_kind::hypercall, {Word(10)});
        run.event(Event_kind::set_interrupt, {zero});
        run.event(Event_kind::run,
            {Word(0x20),
                zero,
                run.word("eip", {0xc0100000}),
                Word(0x61),
                Word(0x202),
                run.word("esp", {0x8000}),
                Word(0x69)});
        const auto& m = run.machine();
        run.claim("a pass enters it, sleeps, or finds it dead", m.outcome.entered | m.outcome.slept | m.guest.dead);
    });
    proof.show("any state", [](auto& run) {
        run.arbitrary();
        run.any_event(Event_kind::run);
        const auto& m = run.machine();
        run.claim("a pass enters it, sleeps, or finds it dead", m.outcome.entered | m.outcome.slept | m.guest.dead);
    });
}

void sleep_exact(Proof& proof) {
    proof.show("nothing is pending", [](auto& run) {
        run.arbitrary();
        const auto& m = run.machine();
        run.assume("a halted Guest that lives, and nothing to do",
            (!m.guest.dead) & m.cpu.halted & (!m.cpu.hypercall_pending) & (m.cpu.irqs_pending == 0));
        run.any_event(Event_kind::run);
        run.claim("it sleeps", m.outcome.slept & m.cpu.halted & (!m.outcome.entered) & !m.guest.dead);
    });
    proof.show_claim_by_claim("lines are pending", [](Run<Symbolic>& run) {
        run.arbitrary();
        const auto& m = run.machine();
        run.assume("a halted Guest that lives, with a line pending",
            (!m.guest.dead) & m.cpu.halted & (!m.cpu.hypercall_pending) & (m.cpu.irqs_pending != 0));
        Machine<Symbolic> scratch = m;
        const auto none_due = interrupt_pending(scratch, Bool<Symbolic>(false)).irq == 32;
        const auto in_window = ule(m.guest.noirq_start, m.regs.eip) & ult(m.regs.eip, m.guest.noirq_end);
        run.assume("none that could be delivered", m.rules.window_only_when_running ? none_due : in_window);
        run.any_event(Event_kind::run);
        run.claim("it sleeps just when none is due", m.guest.dead | (m.outcome.slept == none_due));
    });
}

void never_taken(Proof& proof) {
    proof.show_claim_by_claim("a pass of the run loop", [](auto& run) {
        run.arbitrary();
        run.any_event(Event_kind::run);
        const auto& fired = run.machine().fired;
        run.claim("no line above 31 is delivered", !run.answer("panics", fired.has(Rule::irq_2_panic)));
        run.claim("the Guest is never told that none waits, unless `more` counts",
            Bool<Domain_of<decltype(run)>>(run.machine().rules.more_counts) |
                !run.answer("cleared", fired.has(Rule::irq_2_pending_flag_cleared)));
    });
}

void real_if(Proof& proof) {
    for_every_event(proof,
        [](auto& run) {
            const auto before = run.machine().regs.eflags;
            return [=](auto& after) {
                after.claim("IF is as it was", ((after.machine().regs.eflags ^ before) & 0x200) == 0);
            };
        },
        // These bring the flags that the Guest ran with; and a pass of the run loop is its parts.
        {Event_kind::start_guest, Event_kind::set_registers, Event_kind::trap, Event_kind::run});
    proof.show("event: trap", [](auto& run) {
        run.arbitrary();
        run.any_event(Event_kind::trap);
        run.claim("IF is what the Guest ran with", ((run.machine().regs.eflags ^ run.word("eflags")) & 0x200) == 0);
    });
}

constexpr Theorem list[] = {
    {"sleep-exact",
        "A halted Guest sleeps just when no line is due, a blocked one or one without lguest_data being none.",
        "R-RUN-1 R-IRQ-1",
        in_none,
        sleep_exact},
    {"run-is-its-parts",
        "A pass of the run loop does what its parts do, in order: hypercall, due interrupt, entry, trap.",
        "R-RUN-1",
        in_none,
        is_its_parts},
    {"pass-makes-progress",
        "Every pass of the run loop enters the Guest, sleeps, or ends it.",
        "R-RUN-1 R-IRQ-2",
        in_every_linux,
        progress},
    {"run-loop-dead-arms",
        "The run loop never takes R-IRQ-2's panic, nor, as `more` is always true, its step 6.",
        "R-RUN-1 R-IRQ-1 R-IRQ-2",
        in_none,
        never_taken},
    {"real-if-kept",
        "No rule changes the real IF: interrupts are never really disabled by a delivery.",
        "R-PUSH-3 R-PUSH-6 R-PUSH-7 R-VER-2",
        in_none,
        real_if},
};

} // namespace

std::span<const Theorem> run_loop_theorems() {
    return list;
}

} // namespace trapspec::proofs
