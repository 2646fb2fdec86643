// R-CLK-1 to R-CLK-3: the Guest's clock.
#include "tests/support/checks.hpp"

namespace trapspec::test {
namespace {

TEST(Clock, R_CLK_1_is_armed_at_wall_clock_plus_delta) {
    struct Case {
        uint32_t delta, low, high;
        uint64_t deadline;
    };
    for (const Case& c : {Case{1, 0, 0, 1},
             Case{1000, 0xFFFFFFFF, 0, 0x1000003E7},
             Case{0xFFFFFFFF, 5, 7, 0x800000004},
             Case{2, 0xFFFFFFFF, 0xFFFFFFFF, 1}}) { // 64-bit wrap
        Machine m = legal_guest();
        const Snapshot before(m);
        happens(m, Event_kind::set_clockevent, {c.delta, c.low, c.high});
        EXPECT_TRUE(m.cpu.timer_armed.host());
        EXPECT_EQ(m.cpu.timer_deadline.host(), c.deadline);
        EXPECT_EQ(before.changes(m), (Names{"timer_armed", "timer_deadline"}));
        EXPECT_TRUE(fired(m, {Rule::clk_1_armed}));
    }
}

TEST(Clock, R_CLK_1_zero_cancels) {
    Machine m = legal_guest();
    happens(m, Event_kind::set_clockevent, {7, 100, 0});
    happens(m, Event_kind::set_clockevent, {0, 100, 0});
    EXPECT_FALSE(m.cpu.timer_armed.host());
    EXPECT_EQ(m.cpu.timer_deadline.host(), 0U);
    EXPECT_TRUE(fired(m, {Rule::clk_1_cancelled}));
    happens(m, Event_kind::clock_expires, {0});
    EXPECT_EQ(m.cpu.irqs_pending.host(), 0U);
}

TEST(Clock, R_CLK_1_is_armed_anew) {
    Machine m = legal_guest();
    happens(m, Event_kind::set_clockevent, {7, 100, 0});
    happens(m, Event_kind::set_clockevent, {9, 200, 0});
    EXPECT_EQ(m.cpu.timer_deadline.host(), 209U);
}

TEST(Clock, R_CLK_2_expiry_raises_line_0_once) {
    for (const bool asleep : {false, true}) {
        Machine m = legal_guest();
        m.cpu.irqs_pending = Word(0x10);
        happens(m, Event_kind::set_clockevent, {7, 100, 0});
        happens(m, Event_kind::clock_expires, {asleep ? 1U : 0U});
        EXPECT_EQ(m.cpu.irqs_pending.host(), 0x11U);
        EXPECT_TRUE(m.outcome.woke.host());
        EXPECT_EQ(m.outcome.kicked.host(), !asleep);
        EXPECT_FALSE(m.cpu.timer_armed.host());
        EXPECT_EQ(m.cpu.timer_deadline.host(), 0U);
        EXPECT_TRUE(fired(m, {Rule::clk_2_expired, Rule::irq_3_raised}));

        m.cpu.irqs_pending = Word(0);
        happens(m, Event_kind::clock_expires, {0}); // one-shot
        EXPECT_EQ(m.cpu.irqs_pending.host(), 0U);
        EXPECT_FALSE(m.outcome.woke.host());
        EXPECT_TRUE(not_fired(m, {Rule::clk_2_expired}));
    }
}

TEST(Clock, R_CLK_3_new_cpu_is_not_armed) {
    Machine m = legal_guest();
    happens(m, Event_kind::set_clockevent, {7, 100, 0});
    happens(m, Event_kind::start_guest, {64, 64});
    EXPECT_FALSE(m.cpu.timer_armed.host());
    EXPECT_EQ(m.cpu.timer_deadline.host(), 0U);
    EXPECT_TRUE(fired(m, {Rule::clk_3_initialised}));
}

} // namespace
} // namespace trapspec::test
