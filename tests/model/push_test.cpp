// R-PUSH-1, R-PUSH-2, R-PUSH-4 to R-PUSH-7: the frame that a delivered trap leaves, word by word.
#include "tests/support/checks.hpp"

namespace trapspec::test {
namespace {

constexpr uint32_t handler = 0xC0105678;

/// Vector 3 has no error code, 13 has one.
void deliver(Machine& m, Gate_words gate, uint32_t vector = 3) {
    set_gate(m, vector, gate);
    happens(m, Event_kind::deliver_trap, {vector});
    ASSERT_EQ(m.outcome.result.host(), 1U);
}

TEST(Push, R_PUSH_2_R_PUSH_4_from_user_code_onto_the_kernel_stack) {
    Machine m = legal_guest();
    m.regs.errcode = Word(0xE1E2E3E4u);
    set_gate(m, 3, trap_gate(handler));
    const Snapshot before(m);
    deliver(m, trap_gate(handler));
    EXPECT_EQ(writes(m),
        (std::vector<Written>{
            {0x8EFC, 0x7B}, {0x8EF8, 0xBFFF0F00}, {0x8EF4, 0x246}, {0x8EF0, 0x73}, {0x8EEC, 0x08048123}}));
    EXPECT_EQ(m.regs.ss.host(), 0x69U);
    EXPECT_EQ(m.regs.esp.host(), 0xC0008EECU);
    EXPECT_EQ(m.regs.cs.host(), 0x61U);
    EXPECT_EQ(m.regs.eip.host(), handler);
    EXPECT_EQ(before.changes(m), (Names{"eip", "cs", "esp", "ss", "result"}));
    EXPECT_TRUE(fired(m, {Rule::push_2_switched, Rule::push_7_trap_gate}));
    EXPECT_TRUE(not_fired(m, {Rule::push_5_error_code, Rule::push_6_flags_cleared, Rule::push_3_virtual_if_clear}));
    EXPECT_TRUE(alive(m));
}

TEST(Push, R_PUSH_2_R_PUSH_4_in_the_kernel_on_its_own_stack) {
    Machine m = guest_in_kernel();
    deliver(m, trap_gate(handler));
    EXPECT_EQ(writes(m), (std::vector<Written>{{0x87FC, 0x246}, {0x87F8, 0x61}, {0x87F4, 0xC0010000}}));
    EXPECT_EQ(m.regs.ss.host(), 0x69U);
    EXPECT_EQ(m.regs.esp.host(), 0xC00087F4U);
    EXPECT_EQ(m.regs.eip.host(), handler);
    EXPECT_TRUE(fired(m, {Rule::push_2_same_stack}));
    EXPECT_TRUE(not_fired(m, {Rule::push_2_switched}));
}

TEST(Push, R_PUSH_5_error_code_comes_last) {
    Machine user = legal_guest();
    user.regs.errcode = Word(0xE1E2E3E4u);
    deliver(user, trap_gate(handler), 13);
    EXPECT_EQ(writes(user).size(), 6U);
    EXPECT_EQ(writes(user).back(), (Written{0x8EE8, 0xE1E2E3E4}));
    EXPECT_EQ(user.regs.esp.host(), 0xC0008EE8U);
    EXPECT_TRUE(fired(user, {Rule::push_5_error_code}));

    Machine kernel = guest_in_kernel();
    kernel.regs.errcode = Word(0x18);
    deliver(kernel, trap_gate(handler), 13);
    EXPECT_EQ(writes(kernel).back(), (Written{0x87F0, 0x18}));
    EXPECT_EQ(kernel.regs.esp.host(), 0xC00087F0U);
}

TEST(Push, R_PUSH_2_every_stack_selector_switches_unless_its_rpl_is_1) {
    Machine m = legal_guest();
    for (uint32_t selector = 0; selector < 0x10000; ++selector) {
        m.regs.ss = Word::of(selector);
        m.regs.esp = Word(0xC0008800u);
        deliver(m, trap_gate(handler));
        const bool switches = selector % 4 != 1;
        ASSERT_EQ(m.regs.ss.host(), switches ? 0x69 : selector);
        ASSERT_EQ(m.regs.esp.host(), switches ? 0xC0008EEC : 0xC00087F4);
        ASSERT_EQ(word_at(m, switches ? 0x8EFC : 0x87FC), switches ? selector : 0x246);
    }
}

TEST(Push, R_PUSH_2_upper_half_of_ss_is_kept_and_does_not_decide) {
    Machine kernel = guest_in_kernel();
    kernel.regs.ss = Word(0xFFFF0069u);
    deliver(kernel, trap_gate(handler));
    EXPECT_EQ(kernel.regs.ss.host(), 0xFFFF0069U);
    EXPECT_EQ(kernel.regs.esp.host(), 0xC00087F4U);

    Machine user = legal_guest();
    user.regs.ss = Word(0xABCD007Bu);
    user.regs.cs = Word(0x12340073u);
    user.cpu.ss1 = model::Bits<model::Concrete, 16>(0xFFF9);
    deliver(user, trap_gate(handler));
    EXPECT_EQ(word_at(user, 0x8EFC), 0xABCD007BU);
    EXPECT_EQ(word_at(user, 0x8EF0), 0x12340073U);
    EXPECT_EQ(user.regs.ss.host(), 0xFFF9U); // 16 bits, zero-extended
    EXPECT_EQ(user.regs.cs.host(), 0x61U);
}

TEST(Push, R_PUSH_1_unaligned_stack) {
    Machine m = guest_in_kernel("linux-2.6.32", 0x8803);
    deliver(m, trap_gate(handler));
    EXPECT_EQ(writes(m), (std::vector<Written>{{0x87FF, 0x246}, {0x87FB, 0x61}, {0x87F7, 0xC0010000}}));
    EXPECT_EQ(m.regs.esp.host(), 0xC00087F7U);
}

TEST(Push, R_PUSH_1_counts_down_in_physical_memory_across_a_page) {
    // Virtual page 8 is frame 0x20 and page 7 frame 0x30: the frame goes on in 0x1F, which is not the Guest's page 7.
    Machine m = guest_in_kernel("linux-2.6.32", 0x8008);
    map_page(m, 8, 0x20007);
    map_page(m, 7, 0x30007);
    m.regs.errcode = Word(0xE);
    deliver(m, trap_gate(handler), 13);
    EXPECT_EQ(
        writes(m), (std::vector<Written>{{0x20004, 0x246}, {0x20000, 0x61}, {0x1FFFC, 0xC0010000}, {0x1FFF8, 0xE}}));
    EXPECT_EQ(m.regs.esp.host(), 0xC0007FF8U);
    EXPECT_TRUE(alive(m));
}

TEST(Push, R_PUSH_2_top_on_a_page_boundary_is_translated_by_the_page_above) {
    Machine m = guest_in_kernel("linux-2.6.32", 0x8000);
    map_page(m, 8, 0x20007); // the page above, which the stack does not use
    map_page(m, 7, 0x30007);
    deliver(m, trap_gate(handler));
    EXPECT_EQ(writes(m).front(), (Written{0x1FFFC, 0x246}));

    Machine unmapped = guest_in_kernel("linux-2.6.32", 0x8000);
    map_page(unmapped, 8, 0);
    deliver(unmapped, trap_gate(handler));
    EXPECT_TRUE(killed(unmapped, Reason::bad_address, 0xC0008000));
}

TEST(Push, R_PUSH_1_wraps_below_zero_and_is_refused) {
    Machine m = guest_in_kernel();
    m.guest.paging = Flag(false);
    m.regs.esp = Word(8);
    deliver(m, trap_gate(handler));
    EXPECT_EQ(writes(m), (std::vector<Written>{{4, 0x246}, {0, 0x61}}));
    EXPECT_TRUE(killed(m, Reason::bad_write_address, 0xFFFFFFFC, 4));
    EXPECT_EQ(m.regs.esp.host(), 0xFFFFFFFCU); // the state moves on all the same
    EXPECT_EQ(m.regs.eip.host(), handler);
}

TEST(Push, R_PUSH_1_refused_pushes_still_count_down) {
    Machine m = legal_guest();
    set_faults(m, 0, every_copy);
    deliver(m, trap_gate(handler));
    EXPECT_EQ(writes(m), std::vector<Written>{});
    EXPECT_TRUE(killed(m, Reason::bad_write_address, 0x8EFC, 4)); // the first of five
    EXPECT_EQ(m.regs.esp.host(), 0xC0008EECU);
    EXPECT_EQ(m.regs.cs.host(), 0x61U);
}

TEST(Push, R_PUSH_2_after_R_MEM_4_has_no_directory_entry) {
    // Every push counts down from 0xFFFFFFFF.
    Machine m = guest_in_kernel();
    m.regs.esp = Word(0x00400100);
    m.guest.pfn_limit = Word(0x100000); // so that R-MEM-1 allows 0xFFFFFFFB, and only the copy fails
    deliver(m, trap_gate(handler));
    EXPECT_TRUE(killed(m, Reason::bad_address, 0x00400100));
    EXPECT_TRUE(fired(m, {Rule::mem_4_no_table, Rule::mem_2_copy_failed}));
    EXPECT_EQ(m.regs.esp.host(), 0x004000F4U);
    EXPECT_EQ(writes(m), std::vector<Written>{});
}

TEST(Push, R_PUSH_2_after_R_MEM_4_has_no_table_entry_writes_to_its_frame) {
    Machine m = guest_in_kernel();
    map_page(m, 8, 0x22000); // not present
    deliver(m, trap_gate(handler));
    EXPECT_TRUE(killed(m, Reason::bad_address, 0xC0008800));
    EXPECT_EQ(writes(m), (std::vector<Written>{{0x227FC, 0x246}, {0x227F8, 0x61}, {0x227F4, 0xC0010000}}));
}

TEST(Push, R_PUSH_6_eflags_are_kept_in_2_6_32_and_3_11) {
    for (const char* rules : {"linux-2.6.32", "linux-3.11"}) {
        Machine m = legal_guest(rules);
        m.regs.eflags = Word(0xFFFFFFFFu);
        deliver(m, interrupt_gate(handler));
        EXPECT_EQ(m.regs.eflags.host(), 0xFFFFFFFFU);
        EXPECT_EQ(word_at(m, 0x8EF4), 0xFFFFFFFFU);
        EXPECT_TRUE(not_fired(m, {Rule::push_6_flags_cleared}));
    }
}

TEST(Push, R_PUSH_6_R_VER_2_clears_four_flags_after_they_were_pushed) {
    for (const Gate_words gate : {interrupt_gate(handler), trap_gate(handler)}) {
        Machine m = legal_guest("linux-3.18");
        m.regs.eflags = Word(0xFFFFFFFFu);
        deliver(m, gate);
        EXPECT_EQ(m.regs.eflags.host(), 0xFFFFFFFFU - 0x100 - 0x4000 - 0x10000 - 0x20000);
        EXPECT_EQ(word_at(m, 0x8EF4), 0xFFFFFFFFU);
        EXPECT_TRUE(fired(m, {Rule::push_6_flags_cleared}));
    }
}

TEST(Push, R_PUSH_7_interrupt_gate_turns_virtual_interrupts_off) {
    Machine m = legal_guest();
    deliver(m, interrupt_gate(handler));
    EXPECT_EQ(read_shared(m, shared::irq_enabled), 0U);
    EXPECT_EQ(writes(m).back(), (Written{0x3000, 0})); // after the frame
    EXPECT_TRUE(fired(m, {Rule::push_7_disabled}));
    EXPECT_TRUE(not_fired(m, {Rule::push_7_disabling_failed, Rule::push_7_trap_gate}));
}

TEST(Push, R_PUSH_7_every_other_type_leaves_them_alone) {
    for (uint32_t type = 0; type < 16; ++type) {
        for (uint32_t dpl = 0; dpl < 4; ++dpl) {
            Machine m = legal_guest();
            deliver(m, make_gate(type, dpl, handler));
            EXPECT_EQ(read_shared(m, shared::irq_enabled), type == 0xE ? 0U : 0x200U);
            EXPECT_EQ(m.regs.eip.host(), handler);
            EXPECT_TRUE(alive(m));
        }
    }
}

TEST(Push, R_PUSH_7_failure_kills_after_delivery) {
    Machine m = legal_guest();
    set_faults(m, 0, shared::irq_enabled.fault);
    deliver(m, interrupt_gate(handler));
    EXPECT_TRUE(killed(m, Reason::disabling_interrupts));
    EXPECT_TRUE(fired(m, {Rule::push_7_disabling_failed}));
    EXPECT_EQ(m.regs.eip.host(), handler);
    EXPECT_EQ(read_shared(m, shared::irq_enabled), 0x200U);
    EXPECT_EQ(writes(m).size(), 5U);
}

TEST(Push, R_PUSH_7_without_lguest_data_kills) {
    Machine m = legal_guest();
    m.guest.initialised = Flag(false);
    deliver(m, interrupt_gate(handler));
    EXPECT_TRUE(killed(m, Reason::disabling_interrupts));
    Machine trap = legal_guest();
    trap.guest.initialised = Flag(false);
    deliver(trap, trap_gate(handler));
    EXPECT_TRUE(alive(trap));
}

} // namespace
} // namespace trapspec::test
