// R-TRAP-4: what the Host does with a trap before it reflects it.
#include "tests/model/trap_event.hpp"

namespace trapspec::test {
namespace {

using namespace trap_event;

TEST(Handle_trap, R_TRAP_4_emulated_in_or_out) {
    Machine m = ready_guest();
    const Trap t{.number = 13, .emulated = true};
    trap(m, t);
    expect_done(m, t);
    EXPECT_EQ(word_at(m, 0x10000), vmcall); // looked at before vmcall, so vmcall is not
    EXPECT_TRUE(fired(m, {Rule::trap_4_emulated}));
    EXPECT_TRUE(not_fired(m, {Rule::trap_4_guest_kernel_code}));
}

TEST(Handle_trap, R_TRAP_4_emulated_needs_13_and_error_code_0) {
    for (uint32_t n = 0; n < 32; ++n) {
        for (const uint32_t errcode : {0U, 1U, 0x80000000U}) {
            Machine m = ready_guest("linux-3.11");
            m.cpu.ts = Flag(true);
            trap(m, {.number = n, .errcode = errcode, .emulated = true});
            EXPECT_EQ(m.fired.has(Rule::trap_4_emulated), n == 13 && errcode == 0) << n;
            EXPECT_EQ(m.outcome.reflected.host(), n != 31 && !(n == 13 && errcode == 0)) << n;
        }
    }
}

TEST(Handle_trap, R_TRAP_4_page_fault_satisfied) {
    Machine m = ready_guest();
    const Trap t{.number = 14, .errcode = 2, .cr2 = 0xDEAD0000, .satisfied = true};
    trap(m, t);
    expect_done(m, t);
    EXPECT_EQ(read_shared(m, shared::cr2), 0U);
    EXPECT_TRUE(fired(m, {Rule::trap_4_fault_satisfied}));
}

TEST(Handle_trap, R_TRAP_4_page_fault_reported) {
    Machine m = ready_guest();
    const Trap t{.number = 14, .errcode = 6, .cr2 = 0xDEADBEEF};
    trap(m, t);
    expect_reflected(m, t);
    EXPECT_EQ(read_shared(m, shared::cr2), 0xDEADBEEFU);
    EXPECT_EQ(writes(m).front(), (Written{0x3008, 0xDEADBEEF})); // before the frame
    EXPECT_EQ(word_at(m, 0x87F0), 6U);
    EXPECT_TRUE(fired(m, {Rule::trap_4_fault_reported}));
    EXPECT_TRUE(alive(m));
}

TEST(Handle_trap, R_TRAP_4_unwritable_cr2_kills_and_goes_on) {
    Machine m = ready_guest();
    set_faults(m, 0, shared::cr2.fault);
    trap(m, {.number = 14, .cr2 = 0xDEADBEEF});
    EXPECT_TRUE(killed(m, Reason::writing_cr2));
    expect_reflected(m, {.number = 14});
    EXPECT_TRUE(fired(m, {Rule::trap_4_writing_cr2_failed}));
}

TEST(Handle_trap, R_TRAP_4_satisfied_means_nothing_for_other_vectors) {
    Machine m = ready_guest();
    trap(m, {.number = 12, .satisfied = true});
    expect_reflected(m, {.number = 12});
}

TEST(Handle_trap, R_TRAP_4_device_not_available) {
    Machine swallowed = ready_guest();
    trap(swallowed, {.number = 7});
    expect_done(swallowed, {.number = 7});
    EXPECT_TRUE(fired(swallowed, {Rule::trap_4_device_swallowed}));
    Machine wanted = ready_guest();
    wanted.cpu.ts = Flag(true);
    trap(wanted, {.number = 7});
    expect_reflected(wanted, {.number = 7});
    EXPECT_TRUE(fired(wanted, {Rule::trap_4_left_to_guest}));
}

TEST(Handle_trap, R_TRAP_4_hypercall) {
    Machine m = ready_guest();
    trap(m, {.number = 31});
    expect_done(m, {.number = 31});
    EXPECT_TRUE(m.cpu.hypercall_pending.host());
    EXPECT_TRUE(fired(m, {Rule::trap_4_hypercall}));
}

TEST(Handle_trap, R_TRAP_4_32_to_255_were_real_interrupts_system_calls_included) {
    for (uint32_t n = 32; n < 256; ++n) {
        Machine m = ready_guest();
        m.syscall_vector = Word(0x40);
        trap(m, {.number = n});
        expect_done(m, {.number = n});
        EXPECT_EQ(writes(m), std::vector<Written>{});
        EXPECT_FALSE(m.cpu.hypercall_pending.host());
        EXPECT_TRUE(fired(m, {Rule::trap_4_host_interrupt}));
    }
}

TEST(Handle_trap, R_TRAP_4_everything_else_below_32_is_reflected) {
    for (uint32_t n = 0; n < 31; ++n) {
        Machine m = ready_guest();
        m.cpu.ts = Flag(true);
        set_word(m, 0x10000, 0);
        trap(m, {.number = n, .errcode = 0x77});
        expect_reflected(m, {.number = n});
        EXPECT_EQ(m.regs.esp.host(), carries_error_code(n) ? 0xC00087F0 : 0xC00087F4);
    }
}

TEST(Handle_trap, R_TRAP_2_R_TRAP_4_unhandled_kills_with_its_numbers) {
    for (const auto& [n, detail] :
        {std::pair{3U, 0x55U}, std::pair{14U, 0xDEADBEEFU}, std::pair{256U, 0x55U}, std::pair{0xFFFFFFFFU, 0x55U}}) {
        Machine m = guest_in_kernel();
        trap(m, {.number = n, .errcode = 0x55, .cr2 = 0xDEADBEEF});
        EXPECT_TRUE(killed(m, Reason::unhandled_trap, n, eip, detail));
        EXPECT_FALSE(m.outcome.reflected.host());
        EXPECT_EQ(m.regs.eip.host(), eip);
        EXPECT_TRUE(fired(m, {Rule::trap_4_unhandled}));
    }
}

} // namespace
} // namespace trapspec::test
