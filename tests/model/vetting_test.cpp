// R-SET-1 to R-SET-3, R-LOAD-1, R-LOAD-2: what of a gate the Host lets in.
#include "tests/support/checks.hpp"

namespace trapspec::test {
namespace {

void load(Machine& m, uint32_t n, Gate_words gate) {
    happens(m, Event_kind::load_idt_entry, {n, gate.a, gate.b});
}

TEST(Vetting, R_SET_1_R_SET_2_R_SET_3_every_type_presence_and_level) {
    for (uint32_t type = 0; type < 16; ++type) {
        for (uint32_t dpl = 0; dpl < 4; ++dpl) {
            for (const bool present : {false, true}) {
                for (const uint32_t noise : {0U, 0x10FFU}) { // bit 12 and the low byte
                    Machine m = legal_guest();
                    set_gate(m, 3, {0x11111111, 0x22222222});
                    const uint32_t b = 0xC0100000 | (present ? 0x8000U : 0U) | dpl << 13 | type << 8 | noise;
                    load(m, 3, {0xABCD5678, b});
                    const bool bad = present && type != 14 && type != 15;
                    const Gate_words expected{0x00615678, 0xC0108000 | dpl << 13 | type << 8};
                    EXPECT_EQ(gate_of(m, 3), present ? expected : Gate_words{});
                    EXPECT_EQ(m.guest.dead.host(), bad);
                    if (bad) {
                        EXPECT_TRUE(killed(m, Reason::bad_idt_type, type));
                    }
                    EXPECT_EQ(m.fired.has(Rule::set_1_not_present), !present);
                    EXPECT_EQ(m.fired.has(Rule::set_2_bad_type), bad);
                    EXPECT_EQ(m.fired.has(Rule::set_3_installed), present);
                    EXPECT_EQ(m.cpu.changed.host(), 1U);
                }
            }
        }
    }
}

TEST(Vetting, R_SET_3_selector_is_forced_and_the_offset_kept) {
    for (const uint32_t a : {0U, 0xFFFFFFFFU, 0x00601234U, 0x00508000U}) {
        for (const uint32_t high : {0U, 0xFFFFU, 0x8001U}) {
            Machine m = legal_guest();
            load(m, 0x80, {a, high << 16 | 0xEF00});
            EXPECT_EQ(gate_of(m, 0x80), (Gate_words{0x00610000 | (a & 0xFFFF), high << 16 | 0xEF00}));
        }
    }
}

TEST(Vetting, R_LOAD_1_R_LOAD_2_every_number) {
    for (uint32_t n = 0; n <= 600; ++n) {
        Machine m = legal_guest();
        m.cpu.changed = Word(2);
        const Snapshot before(m);
        load(m, n, trap_gate(0xC0105678));
        const bool ignored = n == 2 || n == 8 || n == 15 || n == 31;
        if (ignored) {
            EXPECT_EQ(before.changes(m), Names{});
            EXPECT_TRUE(fired(m, {Rule::load_1_ignored}));
        } else if (n >= 256) {
            EXPECT_EQ(before.changes(m), (Names{"changed", "dead", "reason", "reason_0"}));
            EXPECT_TRUE(killed(m, Reason::setting_idt_entry, n));
            EXPECT_TRUE(fired(m, {Rule::load_2_changed, Rule::load_2_out_of_range}));
        } else {
            EXPECT_EQ(before.changes(m), (Names{"changed", "gates"}));
            EXPECT_EQ(gate_of(m, n), (Gate_words{0x00615678, 0xC0108F00}));
            EXPECT_TRUE(fired(m, {Rule::load_2_changed, Rule::load_2_in_range}));
        }
        EXPECT_EQ(m.cpu.changed.host(), ignored ? 2U : 3U);
    }
}

TEST(Vetting, R_LOAD_1_is_about_the_whole_word) {
    for (const uint32_t n : {0x102U, 0x108U, 0x10FU, 0x11FU, 0x80000002U, 0xFFFFFFFFU}) {
        Machine m = legal_guest();
        load(m, n, trap_gate(0xC0105678));
        EXPECT_TRUE(killed(m, Reason::setting_idt_entry, n));
        EXPECT_EQ(m.cpu.changed.host(), 1U);
        for (uint32_t vector = 0; vector < 256; ++vector) {
            EXPECT_EQ(gate_of(m, vector), Gate_words{});
        }
    }
}

TEST(Vetting, R_LOAD_1_ignores_even_a_bad_type) {
    Machine m = legal_guest();
    load(m, 8, make_gate(5, 3, 0xC0105678));
    EXPECT_TRUE(alive(m));
    EXPECT_EQ(gate_of(m, 8), Gate_words{});
}

TEST(Vetting, R_LOAD_2_changed_comes_before_the_bounds_check_and_keeps_other_bits) {
    Machine m = legal_guest();
    m.cpu.changed = Word(0x80000004u);
    load(m, 256, trap_gate(1));
    EXPECT_EQ(m.cpu.changed.host(), 0x80000005U);
}

TEST(Vetting, R_LOAD_2_out_of_range_and_bad_type_is_one_kill) {
    Machine m = legal_guest();
    load(m, 256, make_gate(5, 0, 1));
    EXPECT_TRUE(killed(m, Reason::setting_idt_entry, 256));
    EXPECT_TRUE(not_fired(m, {Rule::set_2_bad_type, Rule::set_3_installed}));
}

TEST(Vetting, R_SET_2_bad_type_in_a_dead_guest_is_installed_under_the_first_reason) {
    Machine m = legal_guest();
    happens(m, Event_kind::kill_outside);
    load(m, 4, make_gate(5, 0, 0xC0105678));
    EXPECT_TRUE(killed(m, Reason::outside));
    EXPECT_TRUE(fired(m, {Rule::set_2_bad_type}));
    EXPECT_EQ(gate_of(m, 4), (Gate_words{0x00615678, 0xC0108500}));
}

TEST(Vetting, R_SET_1_empties_a_slot_that_was_full) {
    Machine m = legal_guest();
    load(m, 4, trap_gate(0xC0105678));
    load(m, 5, trap_gate(0xC0105678));
    load(m, 4, {0xFFFFFFFF, 0xFFFF7FFF});
    EXPECT_EQ(gate_of(m, 4), Gate_words{});
    EXPECT_EQ(gate_of(m, 5), (Gate_words{0x00615678, 0xC0108F00}));
}

} // namespace
} // namespace trapspec::test
