// R-TRAP-4, R-VER-1: the instruction vmcall, which becomes int 0x1F.
#include "tests/model/trap_event.hpp"

namespace trapspec::test {
namespace {

using namespace trap_event;

TEST(Vmcall, R_TRAP_4_vmcall_is_rewritten_for_6_and_13_whatever_the_error_code) {
    for (const Trap& t : {Trap{.number = 6},
             Trap{.number = 13},
             Trap{.number = 13, .errcode = 0x18},
             Trap{.number = 6, .emulated = true, .satisfied = true},
             Trap{.number = 13, .cs = 0xFFFF0001}}) {
        Machine m = ready_guest();
        trap(m, t);
        expect_done(m, t);
        EXPECT_EQ(writes(m), (std::vector<Written>{{0x10000, 0x901FCD, 3}}));
        EXPECT_EQ(word_at(m, 0x10000), 0x90901FCDU);
        EXPECT_TRUE(fired(m, {Rule::trap_4_guest_kernel_code, Rule::trap_4_vmcall_rewritten}));
        EXPECT_TRUE(alive(m));
    }
}

TEST(Vmcall, R_TRAP_4_R_VER_1_no_vmcall_from_3_11_on) {
    for (const char* rules : {"linux-3.11", "linux-3.18", "hardened"}) {
        for (const Trap& t : {Trap{.number = 6}, Trap{.number = 13}}) {
            Machine m = ready_guest(rules);
            trap(m, t);
            expect_reflected(m, t);
            EXPECT_EQ(word_at(m, 0x10000), vmcall);
            EXPECT_TRUE(not_fired(m, {Rule::trap_4_guest_kernel_code}));
        }
    }
}

TEST(Vmcall, R_TRAP_4_other_instructions_and_other_traps_are_no_vmcall) {
    for (const uint32_t instruction : {0x00C1010EU, 0x00C1000FU, 0x00C0010FU, 0x00901FCDU, 0U}) {
        Machine m = ready_guest();
        set_word(m, 0x10000, instruction);
        trap(m, {.number = 6});
        expect_reflected(m, {.number = 6});
        EXPECT_TRUE(fired(m, {Rule::trap_4_not_vmcall}));
        EXPECT_EQ(word_at(m, 0x10000), instruction);
    }
    for (const uint32_t n : {0U, 5U, 7U, 12U, 14U, 17U}) {
        Machine m = ready_guest();
        m.cpu.ts = Flag(true);
        trap(m, {.number = n});
        expect_reflected(m, {.number = n});
        EXPECT_EQ(word_at(m, 0x10000), vmcall);
    }
}

TEST(Vmcall, R_TRAP_4_code_outside_ring_1_is_not_looked_at) {
    for (const uint32_t cs : {0x60U, 0x62U, 0x73U, 0x00010060U}) {
        Machine m = ready_guest();
        set_faults(m, every_copy, 0);
        m.guest.paging = Flag(false);
        trap(m, {.number = 6, .cs = cs});
        EXPECT_TRUE(not_fired(m, {Rule::trap_4_guest_kernel_code, Rule::mem_3_copy_failed}));
        EXPECT_TRUE(m.outcome.reflected.host());
    }
}

TEST(Vmcall, R_TRAP_4_vmcall_across_a_page_is_one_read_in_physical_memory) {
    Machine m = ready_guest();
    map_page(m, 0x10, 0x20007);
    map_page(m, 0x11, 0x30007); // virtually next, physically elsewhere
    set_word(m, 0x20FFC, 0x010F0000);
    set_word(m, 0x21000, 0x777777C1);
    const Trap t{.number = 6, .at = 0xC0010FFE};
    trap(m, t);
    expect_done(m, t);
    EXPECT_EQ(writes(m), (std::vector<Written>{{0x20FFE, 0x901FCD, 3}}));
    EXPECT_EQ(word_at(m, 0x21000), 0x77777790U);
}

TEST(Vmcall, R_TRAP_4_unreadable_code_kills_and_is_reflected) {
    Machine m = ready_guest();
    set_faults(m, 0, 0, 0x10, 1);
    trap(m, {.number = 6});
    EXPECT_TRUE(killed(m, Reason::bad_read_address, 0x10000, 3));
    expect_reflected(m, {.number = 6});
    EXPECT_TRUE(fired(m, {Rule::trap_4_not_vmcall}));
}

TEST(Vmcall, R_TRAP_4_unmapped_code_kills_and_is_reflected) {
    Machine m = ready_guest();
    const Trap t{.number = 13, .at = 0x00400000};
    trap(m, t); // R-MEM-4 answers 0xFFFFFFFF, and three bytes there wrap
    EXPECT_TRUE(killed(m, Reason::bad_address, 0x00400000));
    EXPECT_TRUE(fired(m, {Rule::mem_4_no_table, Rule::mem_3_refused}));
    expect_reflected(m, t);
}

TEST(Vmcall, R_TRAP_4_unwritable_code_kills_and_is_done) {
    Machine m = ready_guest();
    set_faults(m, 0, every_copy);
    trap(m, {.number = 6});
    EXPECT_TRUE(killed(m, Reason::bad_write_address, 0x10000, 3));
    expect_done(m, {.number = 6});
    EXPECT_EQ(word_at(m, 0x10000), vmcall);
}

} // namespace
} // namespace trapspec::test
