// R-IRQ-2: trying to deliver a virtual interrupt, step by step.
#include "tests/model/interrupt_event.hpp"

namespace trapspec::test {
namespace {

using namespace interrupt_event;

TEST(Try_deliver, R_IRQ_2_delivers_clears_the_bit_and_tells_the_time) {
    Machine m = guest_with_handler();
    const Snapshot before(m);
    try_deliver(m, 4);
    EXPECT_EQ(writes(m),
        (std::vector<Written>{{0x8EFC, 0x7B},
            {0x8EF8, 0xBFFF0F00},
            {0x8EF4, 0x246},
            {0x8EF0, 0x73},
            {0x8EEC, 0x08048123},
            {0x3000, 0},    // R-PUSH-7
            {0x300C, sec},  // (5)
            {0x3010, nsec}, //
            {0x3014, 0}})); // (6)
    EXPECT_EQ(m.cpu.irqs_pending.host(), 0x00000003U);
    EXPECT_EQ(m.regs.eip.host(), handler);
    EXPECT_EQ(before.changes(m), (Names{"eip", "cs", "esp", "ss", "irqs_pending"}));
    EXPECT_TRUE(fired(m, {Rule::irq_2_attempt, Rule::irq_2_enabled, Rule::irq_2_delivered}));
    EXPECT_TRUE(fired(m, {Rule::irq_2_pending_flag_cleared}));
    EXPECT_TRUE(not_fired(m, {Rule::push_5_error_code, Rule::irq_2_halted, Rule::irq_2_no_handler}));
    EXPECT_TRUE(alive(m));
}

TEST(Try_deliver, R_IRQ_2_every_line_uses_its_own_gate_and_no_error_code) {
    for (uint32_t irq = 0; irq < 32; ++irq) {
        Machine m = legal_guest();
        m.cpu.irqs_pending = Word(0xFFFFFFFFu);
        for (uint32_t vector = 0; vector < 256; ++vector) {
            set_gate(m, vector, trap_gate(0xC0100000 + vector));
        }
        try_deliver(m, irq);
        EXPECT_EQ(m.regs.eip.host(), 0xC0100020 + irq);
        EXPECT_EQ(m.cpu.irqs_pending.host(), ~(1U << irq));
        EXPECT_EQ(m.regs.esp.host(), 0xC0008EECU);
    }
}

TEST(Try_deliver, R_IRQ_2_more_leaves_irq_pending_alone) {
    Machine m = guest_with_handler();
    set_shared(m, shared::irq_pending, 0x200);
    try_deliver(m, 4, true);
    EXPECT_EQ(read_shared(m, shared::irq_pending), 0x200U);
    EXPECT_EQ(read_shared(m, shared::time_sec), sec);
    EXPECT_TRUE(not_fired(m, {Rule::irq_2_pending_flag_cleared}));
}

TEST(Try_deliver, R_IRQ_2_nothing_at_all_in_the_window) {
    struct Window {
        uint32_t start, end, eip;
        bool inside;
    };
    for (const Window& window : {Window{100, 200, 100, true},
             Window{100, 200, 199, true},
             Window{100, 200, 200, false},
             Window{100, 200, 99, false},
             Window{100, 100, 100, false},
             Window{200, 100, 150, false},
             Window{0, 0xFFFFFFFF, 0, true},
             Window{0, 0xFFFFFFFF, 0xFFFFFFFF, false},
             Window{0, 0, 0, false},
             Window{0x80000000, 0xFFFFFFFF, 0x7FFFFFFF, false},
             Window{0x10, 0x80000001, 0x80000000, true}}) {
        for (const bool halted : {false, true}) {
            Machine m = guest_with_handler();
            m.guest.noirq_start = Word::of(window.start);
            m.guest.noirq_end = Word::of(window.end);
            m.regs.eip = Word::of(window.eip);
            m.cpu.halted = Flag(halted);
            const Snapshot before(m);
            try_deliver(m, 4);
            EXPECT_EQ(m.fired.has(Rule::irq_2_noirq_window), window.inside);
            if (window.inside) {
                EXPECT_EQ(before.changes(m), Names{});
                EXPECT_EQ(writes(m), std::vector<Written>{});
            } else {
                EXPECT_EQ(m.regs.eip.host(), handler);
            }
        }
    }
}

TEST(Try_deliver, R_IRQ_2_halted_guest_is_woken_with_interrupts_on) {
    Machine m = guest_with_handler(trap_gate(handler));
    m.cpu.halted = Flag(true);
    set_shared(m, shared::irq_enabled, 0); // would otherwise be masked
    try_deliver(m, 4);
    EXPECT_FALSE(m.cpu.halted.host());
    EXPECT_EQ(writes(m).front(), (Written{0x3000, 0x200}));
    EXPECT_EQ(word_at(m, 0x8EF4), 0x246U); // R-PUSH-3 already sees it
    EXPECT_EQ(m.regs.eip.host(), handler);
    EXPECT_TRUE(fired(m, {Rule::irq_2_halted, Rule::irq_2_delivered}));
    EXPECT_TRUE(not_fired(m, {Rule::irq_2_masked, Rule::irq_2_enabled, Rule::irq_2_halted_write_failed}));
}

TEST(Try_deliver, R_IRQ_2_masked_guest_is_told_that_one_waits) {
    for (const bool more : {false, true}) {
        Machine m = guest_with_handler();
        set_shared(m, shared::irq_enabled, 0);
        const Snapshot before(m);
        try_deliver(m, 4, more);
        EXPECT_EQ(writes(m), (std::vector<Written>{{0x3014, 0x200}}));
        EXPECT_EQ(before.changes(m), Names{});
        EXPECT_TRUE(fired(m, {Rule::irq_2_masked}));
    }
}

TEST(Try_deliver, R_IRQ_2_any_bit_of_irq_enabled_lets_it_in_though_only_if_is_pushed) {
    Machine m = guest_with_handler();
    set_shared(m, shared::irq_enabled, 1); // not 0, but IF is 0
    try_deliver(m, 4);
    EXPECT_EQ(m.regs.eip.host(), handler);
    EXPECT_EQ(word_at(m, 0x8EF4), 0x046U);
}

TEST(Try_deliver, R_IRQ_2_without_a_handler_the_time_is_written_all_the_same) {
    Machine m = guest_with_handler({0x00615678, 0xC0100E00}); // not present
    const Snapshot before(m);
    try_deliver(m, 4);
    EXPECT_EQ(writes(m), (std::vector<Written>{{0x300C, sec}, {0x3010, nsec}, {0x3014, 0}}));
    EXPECT_EQ(before.changes(m), Names{}); // still pending
    EXPECT_TRUE(fired(m, {Rule::irq_2_no_handler}));
    EXPECT_TRUE(not_fired(m, {Rule::irq_2_delivered}));

    Machine more = guest_with_handler({});
    try_deliver(more, 4, true);
    EXPECT_EQ(writes(more), (std::vector<Written>{{0x300C, sec}, {0x3010, nsec}}));
}

TEST(Try_deliver, R_IRQ_2_line_that_is_not_pending_is_delivered_too) {
    Machine m = guest_with_handler();
    m.cpu.irqs_pending = Word(0x3);
    try_deliver(m, 4);
    EXPECT_EQ(m.cpu.irqs_pending.host(), 3U);
    EXPECT_EQ(m.regs.eip.host(), handler);
}

} // namespace
} // namespace trapspec::test
