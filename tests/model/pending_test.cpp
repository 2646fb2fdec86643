// R-IRQ-1, R-IRQ-3: which interrupt is due, and how one becomes pending.
#include "model/lguest/interrupts.hpp"

#include "tests/support/checks.hpp"

namespace trapspec::test {
namespace {

TEST(Interrupt_pending, R_IRQ_1_lowest_of_every_pair_of_lines) {
    Machine m = legal_guest();
    for (uint32_t low = 0; low < 32; ++low) {
        for (uint32_t high = low; high < 32; ++high) {
            m.cpu.irqs_pending = Word::of(1U << low | 1U << high);
            happens(m, Event_kind::interrupt_pending);
            ASSERT_EQ(m.outcome.result.host(), low);
            ASSERT_TRUE(m.outcome.more.host());
            set_shared(m, shared::blocked_interrupts, 1U << low);
            happens(m, Event_kind::interrupt_pending);
            ASSERT_EQ(m.outcome.result.host(), high == low ? 32 : high);
            set_shared(m, shared::blocked_interrupts, 0);
        }
    }
}

TEST(Interrupt_pending, R_IRQ_1_more_is_true_even_for_the_only_candidate_and_for_none) {
    Machine m = legal_guest();
    for (const uint32_t pending : {0U, 1U, 0x80000000U, 3U}) {
        m.cpu.irqs_pending = Word::of(pending);
        happens(m, Event_kind::interrupt_pending);
        EXPECT_TRUE(m.outcome.more.host()) << pending;
    }
    m.cpu.irqs_pending = Word(0);
    happens(m, Event_kind::interrupt_pending);
    EXPECT_EQ(m.outcome.result.host(), 32U);
    EXPECT_TRUE(fired(m, {Rule::irq_1_none}));
}

TEST(Interrupt_pending, R_IRQ_1_blocked_lines_are_no_candidates) {
    Machine m = legal_guest();
    m.cpu.irqs_pending = Word(0xF0F0u);
    set_shared(m, shared::blocked_interrupts, 0x00F0);
    const Snapshot before(m);
    happens(m, Event_kind::interrupt_pending);
    EXPECT_EQ(m.outcome.result.host(), 12U);
    EXPECT_EQ(before.changes(m), (Names{"result", "more"}));
    EXPECT_TRUE(fired(m, {Rule::irq_1_found}));
    set_shared(m, shared::blocked_interrupts, 0xFFFFFFFF);
    happens(m, Event_kind::interrupt_pending);
    EXPECT_EQ(m.outcome.result.host(), 32U);
}

TEST(Interrupt_pending, R_IRQ_1_unreadable_means_none_and_leaves_more) {
    Machine no_page = legal_guest();
    no_page.guest.initialised = Flag(false);
    Machine fault = legal_guest();
    set_faults(fault, shared::blocked_interrupts.fault, 0);
    Machine hole = legal_guest();
    set_faults(hole, 0, 0, 3, 1);
    for (Machine* m : {&no_page, &fault, &hole}) {
        m->cpu.irqs_pending = Word(0xFFFFFFFFu);
        happens(*m, Event_kind::interrupt_pending);
        EXPECT_EQ(m->outcome.result.host(), nothing_due);
        EXPECT_FALSE(m->outcome.more.host());
        EXPECT_TRUE(fired(*m, {Rule::irq_1_unreadable}));
        EXPECT_TRUE(alive(*m));
        EXPECT_TRUE(model::interrupt_pending(*m, Flag(true)).more.host());
        EXPECT_FALSE(model::interrupt_pending(*m, Flag(false)).more.host());
    }
}

TEST(Find_bit, R_IRQ_1_helpers_count_as_the_kernel_does) {
    for (uint32_t bit = 0; bit < 32; ++bit) {
        EXPECT_EQ(model::find_first_bit<model::Concrete>(Word::of(0xFFFFFFFFU << bit)).host(), bit);
        EXPECT_EQ(model::find_next_bit<model::Concrete>(Word(0xFFFFFFFFu), Word::of(bit)).host(), bit);
        EXPECT_EQ(model::find_next_bit<model::Concrete>(Word::of(1U << bit), Word::of(bit + 1)).host(), 32U);
        EXPECT_EQ(model::find_next_bit<model::Concrete>(Word::of(0x80000000U), Word::of(bit)).host(), 31U);
    }
    EXPECT_EQ(model::find_first_bit<model::Concrete>(Word(0)).host(), 32U);
    EXPECT_EQ(model::find_next_bit<model::Concrete>(Word(0xFFFFFFFFu), Word(32)).host(), 32U);
    EXPECT_EQ(model::find_next_bit<model::Concrete>(Word(0xFFFFFFFFu), Word(33)).host(), 32U);
}

TEST(Set_interrupt, R_IRQ_3_every_line) {
    for (uint32_t irq = 0; irq < 32; ++irq) {
        Machine m = legal_guest();
        m.cpu.irqs_pending = Word(0x40000002u);
        happens(m, Event_kind::set_interrupt, {irq, 1});
        EXPECT_EQ(m.cpu.irqs_pending.host(), 0x40000002U | 1U << irq);
        EXPECT_TRUE(m.outcome.woke.host());
        EXPECT_FALSE(m.outcome.kicked.host());
    }
}

TEST(Set_interrupt, R_IRQ_3_kicks_a_task_that_was_not_asleep) {
    Machine m = legal_guest();
    const Snapshot before(m);
    happens(m, Event_kind::set_interrupt, {5, 0});
    EXPECT_EQ(before.changes(m), (Names{"irqs_pending", "woke", "kicked"}));
    EXPECT_TRUE(fired(m, {Rule::irq_3_raised, Rule::irq_3_kicked}));
    happens(m, Event_kind::set_interrupt, {5, 1});
    EXPECT_TRUE(fired(m, {Rule::irq_3_raised}));
    EXPECT_TRUE(not_fired(m, {Rule::irq_3_kicked}));
    EXPECT_TRUE(m.outcome.woke.host());
    EXPECT_FALSE(m.outcome.kicked.host());
}

} // namespace
} // namespace trapspec::test
