// R-RUN-1: the hypercalls of interest, and LGUEST_INIT with R-SYS-2.
#include "tests/support/checks.hpp"

namespace trapspec::test {
namespace {

void call(Machine& m, uint32_t number, uint32_t arg1 = 0, uint32_t arg2 = 0, uint32_t arg3 = 0) {
    happens(m, Event_kind::hypercall, {number, arg1, arg2, arg3, 0, 100, 0});
}

/// A data page at 0x3000 that the Host does not know of yet.
Machine guest_before_init() {
    Machine m = legal_guest();
    set_shared(m, shared::noirq_start, 0x1111);
    set_shared(m, shared::noirq_end, 0x2222);
    m.guest.initialised = Flag(false);
    m.guest.data_address = Word(0);
    return m;
}

TEST(Hypercall, R_RUN_1_init) {
    Machine m = guest_before_init();
    const Snapshot before(m);
    call(m, 1, 0x3000);
    EXPECT_TRUE(alive(m));
    EXPECT_EQ(m.guest.data_address.host(), 0x3000U);
    EXPECT_EQ(m.guest.noirq_start.host(), 0x1111U);
    EXPECT_EQ(m.guest.noirq_end.host(), 0x2222U);
    EXPECT_EQ(before.changes(m), (Names{"initialised", "data_address", "noirq_start", "noirq_end"}));
    EXPECT_TRUE(fired(m, {Rule::run_1_init, Rule::sys_2_read}));
}

TEST(Hypercall, R_RUN_1_any_other_call_before_init_kills_and_does_nothing) {
    for (const uint32_t number : {0U, 2U, 6U, 7U, 8U, 9U, 10U, 11U, 0xFFFFFFFFU}) {
        Machine m = guest_before_init();
        const Snapshot before(m);
        call(m, number, 3, 0xABCD, 0xC0108E00);
        EXPECT_TRUE(killed(m, Reason::hypercall_before_init, number));
        EXPECT_TRUE(fired(m, {Rule::run_1_call_before_init}));
        const Names changes = before.changes(m);
        EXPECT_EQ(changes, number == 0 ? (Names{"dead", "reason"}) : (Names{"dead", "reason", "reason_0"}));
    }
}

TEST(Hypercall, R_RUN_1_init_a_second_time_kills_and_does_nothing) {
    Machine m = legal_guest();
    const Snapshot before(m);
    call(m, 1, 0x5000);
    EXPECT_TRUE(killed(m, Reason::already_initialised));
    EXPECT_EQ(before.changes(m), (Names{"dead", "reason"}));
    EXPECT_TRUE(fired(m, {Rule::run_1_init_again}));
}

TEST(Hypercall, R_RUN_1_R_MEM_1_init_outside_the_guest_kills_and_does_nothing) {
    // The whole 1396 bytes count, and R-MEM-1 refuses the last byte of the last page.
    for (const uint32_t address : {0x40000U, 0x3FFFFU, 0x40000U - 1396, 0xFFFFFFFFU, 0xFFFFFFFFU - 1395}) {
        Machine m = guest_before_init();
        const Snapshot before(m);
        call(m, 1, address);
        EXPECT_TRUE(killed(m, Reason::bad_guest_page));
        EXPECT_EQ(before.changes(m), (Names{"dead", "reason"}));
        EXPECT_TRUE(fired(m, {Rule::run_1_init_bad_page}));
    }
    Machine m = guest_before_init();
    set_word(m, 0x3FFFF - 1396 + 1392, 0x80);
    call(m, 1, 0x3FFFF - 1396);
    EXPECT_TRUE(alive(m));
}

TEST(Hypercall, R_RUN_1_init_each_word_of_the_window_is_read_by_itself) {
    struct Case {
        uint32_t faults, start, end;
        bool dead;
    };
    for (const Case& c : {Case{shared::noirq_start.fault, 0, 0x2222, true},
             Case{shared::noirq_end.fault, 0x1111, 0, true},
             Case{shared::noirq_start.fault | shared::noirq_end.fault, 0, 0, true},
             Case{0, 0x1111, 0x2222, false}}) {
        Machine m = guest_before_init();
        set_faults(m, c.faults, 0);
        call(m, 1, 0x3000);
        EXPECT_TRUE(m.guest.initialised.host());
        EXPECT_EQ(m.guest.noirq_start.host(), c.start);
        EXPECT_EQ(m.guest.noirq_end.host(), c.end);
        EXPECT_EQ(m.guest.dead.host(), c.dead);
        if (c.dead) {
            EXPECT_TRUE(killed(m, Reason::bad_guest_page));
        }
        EXPECT_EQ(m.fired.has(Rule::run_1_init_noirq_unreadable), c.dead);
    }
}

TEST(Hypercall, R_SYS_2_R_RUN_1_init_with_a_bad_syscall_vector_kills_when_all_else_is_done) {
    for (const bool readable : {true, false}) {
        Machine m = guest_before_init();
        set_word(m, 0x3000 + 1392, readable ? 0x40 : 0x80);
        set_faults(m, readable ? 0 : shared::syscall_vec.fault, 0);
        call(m, 1, 0x3000);
        EXPECT_TRUE(killed(m, Reason::bad_syscall_vector));
        EXPECT_TRUE(m.guest.initialised.host());
        EXPECT_EQ(m.guest.noirq_end.host(), 0x2222U);
        EXPECT_TRUE(fired(m, {Rule::run_1_init_bad_vector}));
    }
    Machine m = guest_before_init();
    set_faults(m, shared::noirq_end.fault | shared::syscall_vec.fault, 0);
    call(m, 1, 0x3000);
    EXPECT_TRUE(killed(m, Reason::bad_guest_page)); // the window comes first
    EXPECT_TRUE(fired(m, {Rule::run_1_init_bad_vector}));
}

TEST(Hypercall, R_LOAD_2_R_SET_3_load_idt_entry) {
    Machine m = legal_guest();
    call(m, 6, 3, 0xABCD5678, 0xC010EF00);
    EXPECT_EQ(gate_of(m, 3), (Gate_words{0x00615678, 0xC010EF00}));
    EXPECT_EQ(m.cpu.changed.host(), 1U);
    EXPECT_TRUE(fired(m, {Rule::run_1_load_idt_entry}));
}

TEST(Hypercall, R_STK_1_R_STK_2_set_stack) {
    Machine m = legal_guest();
    happens(m, Event_kind::hypercall, {7, 0x71, 0xC0007000, 2, 2, 0, 0});
    EXPECT_EQ(m.cpu.ss1.host(), 0x71U);
    EXPECT_TRUE(killed(m, Reason::bad_stack_page, 0xC0005FFF)); // pin_failures are those of the hypercall
    EXPECT_TRUE(fired(m, {Rule::run_1_set_stack}));
}

TEST(Hypercall, R_RUN_1_ts) {
    Machine m = legal_guest();
    for (const uint32_t value : {1U, 0U, 0x80000000U, 0U, 2U}) {
        call(m, 8, value);
        EXPECT_EQ(m.cpu.ts.host(), value != 0);
        EXPECT_TRUE(fired(m, {Rule::run_1_ts}));
    }
}

TEST(Hypercall, R_CLK_1_set_clockevent) {
    Machine m = legal_guest();
    happens(m, Event_kind::hypercall, {9, 50, 0, 0, 0, 0xFFFFFFFF, 1});
    EXPECT_EQ(m.cpu.timer_deadline.host(), 0x200000031U);
    EXPECT_TRUE(fired(m, {Rule::run_1_set_clockevent}));
}

TEST(Hypercall, R_RUN_1_halt) {
    Machine m = legal_guest();
    const Snapshot before(m);
    call(m, 10);
    EXPECT_EQ(before.changes(m), Names{"halted"});
    EXPECT_TRUE(fired(m, {Rule::run_1_halt}));
}

TEST(Hypercall, R_RUN_1_any_other_call_does_nothing_here) {
    for (const uint32_t number : {0U, 2U, 3U, 4U, 5U, 11U, 12U, 0x101U, 0x8000000AU}) {
        Machine m = legal_guest();
        const Snapshot before(m);
        call(m, number, 3, 4, 5);
        EXPECT_EQ(before.changes(m), Names{});
        EXPECT_TRUE(fired(m, {Rule::run_1_other_call}));
    }
}

} // namespace
} // namespace trapspec::test
