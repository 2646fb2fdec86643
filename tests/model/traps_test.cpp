// R-TRAP-1 to R-TRAP-3: error codes, reflection, direct vectors.
#include "model/lguest/traps.hpp"

#include "tests/support/checks.hpp"

namespace trapspec::test {
namespace {

constexpr uint32_t handler = 0xC0105678;

TEST(Traps, R_TRAP_1_exactly_seven_vectors) {
    unsigned count = 0;
    for (uint32_t n = 0; n < 1024; ++n) {
        const bool has = model::has_error_code<model::Concrete>(Word::of(n)).host();
        EXPECT_EQ(has, n == 8 || (n >= 10 && n <= 14) || n == 17) << n;
        count += has ? 1 : 0;
    }
    EXPECT_EQ(count, 7U);
    EXPECT_FALSE(model::has_error_code<model::Concrete>(Word(0x80000008u)).host());
}

TEST(Traps, R_TRAP_1_R_TRAP_2_R_PUSH_5_frame_of_every_vector) {
    for (uint32_t n = 0; n < 256; ++n) {
        Machine m = legal_guest();
        m.regs.errcode = Word(0xEEEEEEEEu);
        set_gate(m, n, trap_gate(handler + n));
        happens(m, Event_kind::deliver_trap, {n});
        EXPECT_EQ(m.outcome.result.host(), 1U);
        EXPECT_EQ(m.regs.eip.host(), handler + n);
        EXPECT_EQ(m.regs.esp.host(), 0xC0008F00 - (carries_error_code(n) ? 24 : 20)) << n;
        EXPECT_EQ(word_at(m, 0x8EE8), carries_error_code(n) ? 0xEEEEEEEE : 0) << n;
        EXPECT_TRUE(fired(m, {Rule::trap_2_delivered}));
        EXPECT_FALSE(m.outcome.reflected.host()); // that is R-TRAP-4's
    }
}

TEST(Traps, R_TRAP_2_impossible_numbers) {
    for (const uint32_t n : {256U, 257U, 0x103U, 0x80000003U, 0xFFFFFFFFU}) {
        Machine m = legal_guest();
        for (uint32_t vector = 0; vector < 256; ++vector) {
            set_gate(m, vector, trap_gate(handler));
        }
        const Snapshot before(m);
        happens(m, Event_kind::deliver_trap, {n});
        EXPECT_EQ(m.outcome.result.host(), 0U);
        EXPECT_EQ(before.changes(m), Names{}); // no kill: the caller does that
        EXPECT_EQ(writes(m), std::vector<Written>{});
        EXPECT_TRUE(fired(m, {Rule::trap_2_impossible_number}));
    }
}

TEST(Traps, R_TRAP_2_gate_not_present) {
    for (uint32_t n = 0; n < 256; ++n) {
        Machine m = legal_guest();
        set_gate(m, n, {0xFFFFFFFF, 0xFFFF7FFF});
        const Snapshot before(m);
        happens(m, Event_kind::deliver_trap, {n});
        EXPECT_EQ(m.outcome.result.host(), 0U);
        EXPECT_EQ(before.changes(m), Names{});
        EXPECT_TRUE(fired(m, {Rule::trap_2_not_present}));
    }
}

TEST(Traps, R_TRAP_2_true_though_delivery_killed) {
    Machine m = legal_guest();
    set_gate(m, 3, trap_gate(handler));
    set_faults(m, 0, every_copy);
    happens(m, Event_kind::deliver_trap, {3});
    EXPECT_EQ(m.outcome.result.host(), 1U);
    EXPECT_TRUE(killed(m, Reason::bad_write_address, 0x8EFC, 4));
}

TEST(Traps, R_TRAP_3_R_VER_1_all_vectors_under_all_second_vectors) {
    for (const std::string_view rules : rule_names) {
        Machine m = bare_machine(rules);
        for (uint32_t second = 0; second <= 300; ++second) {
            m.syscall_vector = Word::of(second);
            for (uint32_t n = 0; n < 256; ++n) {
                ASSERT_EQ(model::direct_trap(m, Word::of(n)).host(), goes_direct(n, second, rules))
                    << rules << " " << second << " " << n;
            }
        }
    }
}

TEST(Traps, R_TRAP_3_oddities) {
    Machine m = bare_machine();
    EXPECT_TRUE(model::direct_trap(m, Word(18)).host()); // machine check
    EXPECT_TRUE(model::direct_trap(m, Word(2)).host());
    m.syscall_vector = Word(14); // a second vector below 0x20 does not free a vector that the Host needs
    EXPECT_FALSE(model::direct_trap(m, Word(14)).host());
    m.syscall_vector = Word(0x1F);
    EXPECT_FALSE(model::direct_trap(m, Word(0x1F)).host());
    m.syscall_vector = Word(0x21); // nor is the Host's own interrupt kept from being one
    EXPECT_TRUE(model::direct_trap(m, Word(0x21)).host());
    EXPECT_FALSE(model::direct_trap(m, Word(0x20)).host());
}

} // namespace
} // namespace trapspec::test
