// A trap in the Guest's kernel, for the tests of R-TRAP-4.
#pragma once

#include "tests/support/checks.hpp"

namespace trapspec::test::trap_event {

inline constexpr uint32_t handler = 0xC0105678;
inline constexpr uint32_t eip = 0xC0010000;    // physical 0x10000
inline constexpr uint32_t vmcall = 0x90C1010F; // 0F 01 C1, then a byte that stays

struct Trap {
    uint32_t number = 0;
    uint32_t errcode = 0;
    uint32_t cs = 0x61;
    uint32_t cr2 = 0;
    bool emulated = false;
    bool satisfied = false;
    uint32_t at = eip;
    uint32_t eflags = 0x246;
};

inline void trap(Machine& m, const Trap& t) {
    happens(m,
        Event_kind::trap,
        {t.number, t.errcode, t.at, t.cs, t.eflags, 0xC0008800, 0x69, t.cr2, t.emulated ? 1U : 0U, t.satisfied ? 1U : 0U});
}

/// Every vector has a handler; the instruction at eip is vmcall.
inline Machine ready_guest(std::string_view rules = "linux-2.6.32") {
    Machine m = guest_in_kernel(rules);
    for (uint32_t vector = 0; vector < 256; ++vector) {
        set_gate(m, vector, trap_gate(handler + vector));
    }
    set_word(m, 0x10000, vmcall);
    return m;
}

/// Done by the Host: the seven words of the trap stand in the registers, and nothing else happened.
inline void expect_done(const Machine& m, const Trap& t) {
    EXPECT_FALSE(m.outcome.reflected.host()) << t.number;
    EXPECT_EQ(m.regs.trapnum.host(), t.number);
    EXPECT_EQ(m.regs.errcode.host(), t.errcode);
    EXPECT_EQ(m.regs.eip.host(), t.at) << t.number;
    EXPECT_EQ(m.regs.cs.host(), t.cs);
    EXPECT_EQ(m.regs.esp.host(), 0xC0008800U);
    EXPECT_TRUE(not_fired(m, {Rule::trap_4_reflecting}));
}

inline void expect_reflected(const Machine& m, const Trap& t) {
    EXPECT_TRUE(m.outcome.reflected.host()) << t.number;
    EXPECT_EQ(m.regs.eip.host(), handler + t.number);
    EXPECT_EQ(word_at(m, 0x87F4), t.at);
    EXPECT_TRUE(fired(m, {Rule::trap_4_reflecting, Rule::trap_2_delivered}));
}

} // namespace trapspec::test::trap_event
