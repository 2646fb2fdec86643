// R-STK-1, R-STK-2: the Guest names its kernel stack.
#include "tests/support/checks.hpp"

namespace trapspec::test {
namespace {

void set_stack(Machine& m, uint32_t seg, uint32_t esp, uint32_t pages, uint32_t pin_failures = 0) {
    happens(m, Event_kind::set_stack, {seg, esp, pages, pin_failures});
}

TEST(Stack, R_STK_1_stores_a_good_stack) {
    Machine m = legal_guest();
    const Snapshot before(m);
    set_stack(m, 0x71, 0xC0007000, 2);
    EXPECT_EQ(m.cpu.ss1.host(), 0x71U);
    EXPECT_EQ(m.cpu.esp1.host(), 0xC0007000U);
    EXPECT_EQ(m.guest.stack_pages.host(), 2U);
    EXPECT_EQ(before.changes(m), (Names{"esp1", "ss1", "stack_pages"}));
    EXPECT_TRUE(fired(m, {Rule::stk_1_stored, Rule::stk_2_page}));
    EXPECT_TRUE(not_fired(m, {Rule::stk_1_bad_segment, Rule::stk_1_bad_pages, Rule::mem_5_not_pinned}));
}

TEST(Stack, R_STK_1_every_selector) {
    for (uint32_t selector = 0; selector < 0x10000; ++selector) {
        Machine m;
        m.memory = {};
        set_stack(m, selector, 0x1000, 1);
        ASSERT_EQ(m.guest.dead.host(), selector % 4 != 1);
        ASSERT_EQ(m.cpu.ss1.host(), selector);
        ASSERT_EQ(m.cpu.esp1.host(), 0x1000U);
        ASSERT_EQ(m.guest.reason_0.host(), selector % 4 != 1 ? selector : 0);
    }
}

TEST(Stack, R_STK_1_upper_half_of_the_segment_is_quoted_and_dropped) {
    Machine good = legal_guest();
    set_stack(good, 0xFFFF0069, 0xC0007000, 1);
    EXPECT_TRUE(alive(good));
    EXPECT_EQ(good.cpu.ss1.host(), 0x69U);
    Machine bad = legal_guest();
    set_stack(bad, 0x00010068, 0xC0007000, 1);
    EXPECT_TRUE(killed(bad, Reason::bad_stack_segment, 0x00010068));
    EXPECT_EQ(bad.cpu.ss1.host(), 0x68U);
}

TEST(Stack, R_STK_1_number_of_pages) {
    for (const uint32_t pages : {0U, 1U, 2U, 3U, 4U, 64U, 0x80000000U, 0xFFFFFFFFU}) {
        Machine m = legal_guest();
        set_stack(m, 0x69, 0xC0007000, pages);
        if (pages > 2) {
            EXPECT_TRUE(killed(m, Reason::bad_stack_pages, pages));
        } else {
            EXPECT_TRUE(alive(m));
        }
        EXPECT_EQ(m.guest.stack_pages.host(), pages);
        EXPECT_EQ(m.fired.has(Rule::stk_1_bad_pages), pages > 2);
        EXPECT_EQ(m.fired.has(Rule::stk_2_page), pages > 0);
    }
}

TEST(Stack, R_STK_1_segment_is_looked_at_before_the_pages_and_all_is_stored) {
    Machine m = legal_guest();
    set_stack(m, 0x10, 0xC0006000, 3, 1);
    EXPECT_TRUE(killed(m, Reason::bad_stack_segment, 0x10));
    EXPECT_TRUE(fired(m, {Rule::stk_1_bad_segment, Rule::stk_1_bad_pages, Rule::stk_1_stored, Rule::mem_5_not_pinned}));
    EXPECT_EQ(m.cpu.ss1.host(), 0x10U);
    EXPECT_EQ(m.cpu.esp1.host(), 0xC0006000U);
    EXPECT_EQ(m.guest.stack_pages.host(), 3U);

    Machine pages_first = legal_guest();
    set_stack(pages_first, 0x69, 0xC0006000, 3, 1);
    EXPECT_TRUE(killed(pages_first, Reason::bad_stack_pages, 3)); // before pinning
}

TEST(Stack, R_STK_2_R_MEM_5_which_page_fails) {
    for (uint32_t failing = 0; failing < 31; ++failing) {
        Machine m = legal_guest();
        m.guest.dead = Flag(false);
        set_stack(m, 0x69, 0xC0006123, 2, 1U << failing);
        if (failing < 2) {
            EXPECT_TRUE(killed(m, Reason::bad_stack_page, 0xC0006122 - failing * 4096));
        } else {
            EXPECT_TRUE(alive(m)); // a page that is not asked for
        }
    }
}

TEST(Stack, R_STK_2_first_page_is_that_of_the_byte_below_the_top) {
    Machine m = legal_guest();
    set_stack(m, 0x69, 0xC0006000, 1, 1);
    EXPECT_TRUE(killed(m, Reason::bad_stack_page, 0xC0005FFF));
}

TEST(Stack, R_STK_2_wraps_below_zero) {
    Machine first = legal_guest();
    set_stack(first, 0x69, 0, 1, 1);
    EXPECT_TRUE(killed(first, Reason::bad_stack_page, 0xFFFFFFFF));
    Machine second = legal_guest();
    set_stack(second, 0x69, 0x800, 2, 2);
    EXPECT_TRUE(killed(second, Reason::bad_stack_page, 0x7FFU - 4096));
}

TEST(Stack, R_STK_2_too_many_pages_are_pinned_all_the_same) {
    // The reason is that of R-STK-1, so a Guest that was dead before shows which page was tried.
    for (const uint32_t failing : {30U, 31U}) {
        Machine m = legal_guest();
        set_stack(m, 0x69, 0x00100000, 64, 1U << failing);
        EXPECT_TRUE(killed(m, Reason::bad_stack_pages, 64));
        EXPECT_TRUE(fired(m, {Rule::mem_5_not_pinned}));
    }
    Machine m = legal_guest();
    set_stack(m, 0x69, 0x00100000, 31, 1U << 31); // bit 31 is for page 31, which is not asked for
    EXPECT_TRUE(not_fired(m, {Rule::mem_5_not_pinned}));
    set_stack(m, 0x69, 0x00100000, 32, 1U << 31);
    EXPECT_TRUE(fired(m, {Rule::mem_5_not_pinned}));
}

} // namespace
} // namespace trapspec::test
