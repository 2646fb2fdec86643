// R-IRQ-2: the same when an access fails, or the line does not exist.
#include "tests/model/interrupt_event.hpp"

namespace trapspec::test {
namespace {

using namespace interrupt_event;

TEST(Try_deliver_failing, R_IRQ_2_halted_and_irq_enabled_unwritable_kills_and_goes_on) {
    Machine m = guest_with_handler();
    m.cpu.halted = Flag(true);
    set_shared(m, shared::irq_enabled, 0);
    set_faults(m, 0, shared::irq_enabled.fault);
    try_deliver(m, 4);
    EXPECT_TRUE(killed(m, Reason::reenabling_interrupts));
    EXPECT_FALSE(m.cpu.halted.host());
    EXPECT_EQ(m.regs.eip.host(), handler);
    EXPECT_EQ(word_at(m, 0x8EF4), 0x046U);
    EXPECT_EQ(m.cpu.irqs_pending.host(), 3U);
    EXPECT_TRUE(fired(m, {Rule::irq_2_halted_write_failed, Rule::push_7_disabling_failed}));
    EXPECT_EQ(read_shared(m, shared::time_sec), sec);
}

TEST(Try_deliver_failing, R_IRQ_2_unreadable_irq_enabled_counts_as_0) {
    Machine m = guest_with_handler();
    set_faults(m, shared::irq_enabled.fault, 0);
    const Snapshot before(m);
    try_deliver(m, 4);
    EXPECT_EQ(writes(m), (std::vector<Written>{{0x3014, 0x200}}));
    EXPECT_EQ(before.changes(m), Names{});

    Machine no_page = guest_with_handler();
    no_page.guest.initialised = Flag(false);
    try_deliver(no_page, 4);
    EXPECT_EQ(writes(no_page), std::vector<Written>{}); // irq_pending fails too, and nobody minds
    EXPECT_TRUE(alive(no_page));
}

TEST(Try_deliver_failing, R_IRQ_2_masked_and_irq_pending_unwritable_is_ignored) {
    Machine m = guest_with_handler();
    set_shared(m, shared::irq_enabled, 0);
    set_faults(m, 0, shared::irq_pending.fault);
    const Snapshot before(m);
    try_deliver(m, 4);
    EXPECT_EQ(writes(m), std::vector<Written>{});
    EXPECT_EQ(before.changes(m), Names{});
}

TEST(Try_deliver_failing, R_IRQ_2_unwritable_time_kills_and_goes_on) {
    Machine m = guest_with_handler();
    set_shared(m, shared::irq_pending, 0x200);
    set_faults(m, 0, shared::time_sec.fault);
    try_deliver(m, 4);
    EXPECT_TRUE(killed(m, Reason::writing_timestamp));
    EXPECT_TRUE(fired(m, {Rule::irq_2_timestamp_failed, Rule::irq_2_delivered, Rule::irq_2_pending_flag_cleared}));
    EXPECT_EQ(read_shared(m, shared::irq_pending), 0U);
    EXPECT_EQ(read_shared(m, shared::time_sec), 0U);
    EXPECT_EQ(read_shared(m, shared::time_nsec), 0U);
}

TEST(Try_deliver_failing, R_IRQ_2_time_is_one_access_of_8_bytes) {
    // sec is the last word of page 4, nsec the first of page 5, and page 5 is gone.
    Machine m = guest_with_handler();
    m.guest.data_address = Word(0x4FF0);
    set_shared(m, shared::irq_enabled, 0x200);
    set_faults(m, 0, 0, 5, 1);
    try_deliver(m, 4);
    EXPECT_TRUE(killed(m, Reason::writing_timestamp));
    EXPECT_EQ(word_at(m, 0x4FFC), 0U);
    EXPECT_EQ(word_at(m, 0x4FF0), 0U); // R-PUSH-7 could still write
}

TEST(Try_deliver_failing, R_IRQ_2_unwritable_irq_pending_is_ignored) {
    Machine m = guest_with_handler();
    set_shared(m, shared::irq_pending, 0x200);
    set_faults(m, 0, shared::irq_pending.fault);
    try_deliver(m, 4);
    EXPECT_TRUE(alive(m));
    EXPECT_EQ(read_shared(m, shared::irq_pending), 0x200U);
}

TEST(Try_deliver_failing, R_IRQ_2_time_is_written_over_a_frame_that_overlaps_it) {
    Machine m = guest_with_handler(trap_gate(handler));
    m.cpu.esp1 = Word(0xC0003020u); // ss 0x301C, esp 0x3018, eflags 0x3014, cs 0x3010, eip 0x300C
    try_deliver(m, 4);
    EXPECT_EQ(read_shared(m, shared::time_sec), sec);
    EXPECT_EQ(read_shared(m, shared::time_nsec), nsec);
    EXPECT_EQ(read_shared(m, shared::irq_pending), 0U);
    EXPECT_EQ(word_at(m, 0x3018), place::user_esp);
}

TEST(Try_deliver_failing, R_IRQ_2_first_reason_of_several_failures) {
    Machine m = guest_with_handler();
    set_faults(m, 0, shared::irq_enabled.fault | shared::time_sec.fault | every_copy);
    try_deliver(m, 4);
    EXPECT_TRUE(killed(m, Reason::bad_write_address, 0x8EFC, 4));
    EXPECT_TRUE(fired(m, {Rule::push_7_disabling_failed, Rule::irq_2_timestamp_failed}));
    EXPECT_EQ(m.cpu.irqs_pending.host(), 3U);
}

TEST(Try_deliver_failing, R_IRQ_2_no_such_line_is_a_host_bug) {
    for (const uint32_t irq : {32U, 33U, 0xDFU, 0xE0U, 0x104U, 0xFFFFFFFFU}) {
        Machine m = guest_with_handler();
        m.cpu.halted = Flag(true);
        m.guest.noirq_end = Word(0xFFFFFFFFu); // the window does not hide it
        const Snapshot before(m);
        try_deliver(m, irq);
        EXPECT_EQ(before.changes(m), Names{"panicked"});
        EXPECT_EQ(writes(m), std::vector<Written>{});
        EXPECT_TRUE(fired(m, {Rule::irq_2_panic}));
        EXPECT_TRUE(not_fired(m, {Rule::irq_2_noirq_window}));
        EXPECT_TRUE(alive(m));
    }
}

} // namespace
} // namespace trapspec::test
