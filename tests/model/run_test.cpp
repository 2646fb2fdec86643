// R-RUN-1: one pass of the run loop, in order.
#include "tests/support/checks.hpp"

namespace trapspec::test {
namespace {

constexpr uint32_t handler = 0xC0105678;
constexpr uint32_t sec = 0x11111111;
constexpr uint32_t nsec = 0x22222222;

struct Pass {
    uint32_t trapnum = 3;
    bool other_guest = false;
    uint32_t pin_failures = 0;
};

/// The Guest, if it is entered, runs to eip 0x08049999 in ring 3 and traps.
void run(Machine& m, const Pass& pass = {}) {
    happens(m,
        Event_kind::run,
        {pass.trapnum,
            0x55,
            0x08049999,
            0x73,
            0x293,
            0xBFFE0000,
            0x7B,
            0xDEADBEEF,
            0,
            0,
            sec,
            nsec,
            pass.other_guest ? 1U : 0U,
            pass.pin_failures,
            100,
            0});
}

Machine ready_guest() {
    Machine m = legal_guest();
    set_gate(m, 3, trap_gate(handler));
    set_gate(m, 0x20, interrupt_gate(handler + 0x1000));
    return m;
}

TEST(Run, R_RUN_1_enters_and_reflects_the_trap) {
    Machine m = ready_guest();
    m.cpu.changed = Word(1);
    run(m);
    EXPECT_TRUE(m.outcome.entered.host());
    EXPECT_TRUE(m.outcome.reflected.host());
    EXPECT_FALSE(m.outcome.slept.host());
    EXPECT_EQ(m.outcome.result.host(), 0U);
    EXPECT_FALSE(m.outcome.more.host());
    EXPECT_EQ(m.regs.eip.host(), handler);
    EXPECT_EQ(m.regs.trapnum.host(), 3U);
    EXPECT_EQ(m.regs.errcode.host(), 0x55U);
    EXPECT_EQ(word_at(m, 0x8EEC), 0x08049999U);
    EXPECT_EQ(idt_of(m, 3), trap_gate(handler));
    EXPECT_EQ(m.cpu.changed.host(), 0U);
    EXPECT_EQ(m.host.tss_esp1.host(), 0xC0008F00U);
    EXPECT_TRUE(fired(m, {Rule::run_1_entered, Rule::copy_1_entered, Rule::trap_2_delivered}));
    EXPECT_TRUE(not_fired(m, {Rule::run_1_due, Rule::run_1_hypercall}));
}

TEST(Run, R_RUN_1_dead_before_the_pass_nothing) {
    Machine m = ready_guest();
    m.cpu.irqs_pending = Word(1);
    m.cpu.hypercall_pending = Flag(true);
    happens(m, Event_kind::kill_outside);
    const Snapshot before(m);
    run(m);
    EXPECT_EQ(before.changes(m), Names{});
    EXPECT_EQ(writes(m), std::vector<Written>{});
    EXPECT_TRUE(fired(m, {Rule::run_1_dead_before}));
}

TEST(Run, R_RUN_1_hypercall_comes_first_from_eax_ebx_ecx_edx) {
    Machine m = ready_guest();
    m.cpu.hypercall_pending = Flag(true);
    m.regs.eax = Word(6);
    m.regs.ebx = Word(3);
    m.regs.ecx = Word(0x00001234);
    m.regs.edx = Word(0xC020EF00u);
    run(m);
    EXPECT_FALSE(m.cpu.hypercall_pending.host());
    EXPECT_EQ(m.regs.eip.host(), 0xC0201234U);                     // reflected through the gate that this pass loaded
    EXPECT_EQ(idt_of(m, 3), (Gate_words{0x00611234, 0xC020EF00})); // and installed before the entry
    EXPECT_TRUE(fired(m, {Rule::run_1_hypercall}));
}

TEST(Run, R_RUN_1_set_stack_in_a_pass_uses_its_pin_failures) {
    Machine m = ready_guest();
    m.cpu.hypercall_pending = Flag(true);
    m.regs.eax = Word(7);
    m.regs.ebx = Word(0x69);
    m.regs.ecx = Word(0xC0007000u);
    m.regs.edx = Word(1);
    run(m, {.pin_failures = 1});
    EXPECT_TRUE(killed(m, Reason::bad_stack_page, 0xC0006FFF));
    EXPECT_TRUE(fired(m, {Rule::run_1_dead}));
    EXPECT_FALSE(m.outcome.entered.host());
}

TEST(Run, R_RUN_1_interrupt_is_delivered_before_the_entry) {
    Machine m = ready_guest();
    m.cpu.irqs_pending = Word(1);
    run(m);
    EXPECT_EQ(m.cpu.irqs_pending.host(), 0U);
    EXPECT_EQ(read_shared(m, shared::time_sec), sec);
    EXPECT_EQ(read_shared(m, shared::time_nsec), nsec);
    EXPECT_TRUE(m.outcome.entered.host());
    EXPECT_EQ(m.regs.eip.host(), handler); // the trap's words replace what the delivery left
    EXPECT_TRUE(fired(m, {Rule::run_1_due, Rule::irq_2_delivered, Rule::run_1_entered}));
}

TEST(Run, R_RUN_1_R_IRQ_1_irq_pending_is_never_cleared_because_more_is_always_true) {
    Machine m = ready_guest();
    m.cpu.irqs_pending = Word(1);
    set_shared(m, shared::irq_pending, 0x200);
    run(m);
    EXPECT_EQ(read_shared(m, shared::irq_pending), 0x200U);
    EXPECT_TRUE(not_fired(m, {Rule::irq_2_pending_flag_cleared}));
}

TEST(Run, R_RUN_1_interrupt_even_for_a_guest_that_its_hypercall_killed) {
    Machine m = ready_guest();
    m.cpu.hypercall_pending = Flag(true);
    m.cpu.irqs_pending = Word(1);
    m.regs.eax = Word(1); // LGUEST_INIT again
    run(m);
    EXPECT_TRUE(killed(m, Reason::already_initialised));
    EXPECT_EQ(m.regs.eip.host(), handler + 0x1000);
    EXPECT_EQ(m.cpu.irqs_pending.host(), 0U);
    EXPECT_FALSE(m.outcome.entered.host());
    EXPECT_TRUE(fired(m, {Rule::run_1_due, Rule::irq_2_delivered, Rule::run_1_dead}));
    EXPECT_TRUE(not_fired(m, {Rule::run_1_dead_before, Rule::run_1_entered}));
}

TEST(Run, R_RUN_1_halted_with_nothing_due_sleeps) {
    Machine m = ready_guest();
    m.cpu.halted = Flag(true);
    const Snapshot before(m);
    run(m);
    EXPECT_EQ(before.changes(m), Names{"slept"});
    EXPECT_TRUE(fired(m, {Rule::run_1_sleeping}));
}

TEST(Run, R_RUN_1_halt_in_this_pass_sleeps_in_this_pass) {
    Machine m = ready_guest();
    m.cpu.hypercall_pending = Flag(true);
    m.regs.eax = Word(10);
    run(m);
    EXPECT_TRUE(m.cpu.halted.host());
    EXPECT_TRUE(m.outcome.slept.host());
    EXPECT_FALSE(m.outcome.entered.host());
}

TEST(Run, R_RUN_1_R_IRQ_2_halted_guest_is_woken_by_an_interrupt_and_entered) {
    Machine m = ready_guest();
    m.cpu.halted = Flag(true);
    m.cpu.irqs_pending = Word(1);
    set_shared(m, shared::irq_enabled, 0);
    run(m);
    EXPECT_FALSE(m.cpu.halted.host());
    EXPECT_TRUE(m.outcome.entered.host());
    EXPECT_TRUE(fired(m, {Rule::irq_2_halted, Rule::run_1_entered}));
}

TEST(Run, R_RUN_1_halted_in_the_window_with_something_due_goes_round_again) {
    Machine m = ready_guest();
    m.cpu.halted = Flag(true);
    m.cpu.irqs_pending = Word(1);
    m.guest.noirq_start = Word::of(place::user_eip);
    m.guest.noirq_end = Word::of(place::user_eip + 1);
    const Snapshot before(m);
    run(m);
    EXPECT_EQ(before.changes(m), Names{}); // neither slept nor entered
    EXPECT_TRUE(fired(m, {Rule::run_1_halted_not_sleeping, Rule::irq_2_noirq_window}));
}

TEST(Run, R_RUN_1_halted_and_blocked_sleeps) {
    Machine m = ready_guest();
    m.cpu.halted = Flag(true);
    m.cpu.irqs_pending = Word(1);
    set_shared(m, shared::blocked_interrupts, 1);
    run(m);
    EXPECT_TRUE(m.outcome.slept.host());
}

TEST(Run, R_RUN_1_dead_after_the_interrupt_leaves) {
    Machine m = ready_guest();
    m.cpu.irqs_pending = Word(1);
    set_faults(m, 0, shared::time_sec.fault);
    run(m);
    EXPECT_TRUE(killed(m, Reason::writing_timestamp));
    EXPECT_FALSE(m.outcome.entered.host());
    EXPECT_FALSE(m.outcome.slept.host());
    EXPECT_TRUE(fired(m, {Rule::run_1_dead}));
}

TEST(Run, R_RUN_1_dead_comes_before_halted) {
    Machine m = ready_guest();
    m.cpu.halted = Flag(true);
    m.cpu.hypercall_pending = Flag(true);
    m.regs.eax = Word(1); // LGUEST_INIT again
    run(m);
    EXPECT_TRUE(fired(m, {Rule::run_1_dead}));
    EXPECT_FALSE(m.outcome.slept.host());
}

TEST(Run, R_RUN_1_R_TRAP_2_unhandled_trap_kills_after_the_entry) {
    Machine m = ready_guest();
    run(m, {.trapnum = 4});
    EXPECT_TRUE(m.outcome.entered.host());
    EXPECT_TRUE(killed(m, Reason::unhandled_trap, 4, 0x08049999, 0x55));
}

TEST(Run, R_RUN_1_R_COPY_1_other_guest_ran_in_between) {
    Machine m = ready_guest();
    run(m);
    EXPECT_EQ(idt_of(m, 3), Gate_words{}); // nothing had changed
    run(m, {.other_guest = true});
    EXPECT_EQ(idt_of(m, 3), trap_gate(handler));
    EXPECT_TRUE(fired(m, {Rule::copy_1_other_guest}));
}

TEST(Run, R_RUN_1_hypercall_trap_is_done_in_the_next_pass) {
    Machine m = ready_guest();
    run(m, {.trapnum = 31});
    EXPECT_TRUE(m.cpu.hypercall_pending.host());
    EXPECT_FALSE(m.outcome.reflected.host());
    m.regs.eax = Word(10);
    run(m);
    EXPECT_FALSE(m.cpu.hypercall_pending.host());
    EXPECT_TRUE(m.cpu.halted.host());
}

TEST(Run, R_RUN_1_before_init_no_interrupt_is_due_and_the_guest_runs) {
    Machine m = ready_guest();
    m.guest.initialised = Flag(false);
    m.cpu.irqs_pending = Word(1);
    run(m);
    EXPECT_TRUE(m.outcome.entered.host());
    EXPECT_EQ(m.cpu.irqs_pending.host(), 1U);
    EXPECT_TRUE(fired(m, {Rule::irq_1_unreadable}));
}

} // namespace
} // namespace trapspec::test
