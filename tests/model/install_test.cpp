// R-DEF-1, R-DEF-2, R-COPY-1: the table that the CPU itself uses.
#include "model/lguest/install.hpp"

#include "tests/support/checks.hpp"

namespace trapspec::test {
namespace {

/// R-DEF-1 in its own words: selector 0x50, the stub's halves, present, DPL, type 0xE.
Gate_words default_gate(uint32_t vector, uint32_t dpl) {
    const uint32_t address = stub(vector);
    return {0x00500000 | (address & 0xFFFF), (address & 0xFFFF0000) | 0x8E00 | dpl << 13};
}

Gate_words marker(uint32_t vector) {
    return {0x5A5A0000 + vector, 0xA5A50000 + vector};
}

Machine guest_with_marked_table(std::string_view rules = "linux-2.6.32") {
    Machine m = legal_guest(rules);
    for (uint32_t vector = 0; vector < 256; ++vector) {
        set_idt(m, vector, marker(vector));
    }
    m.cpu.changed = Word(1);
    return m;
}

void enter(Machine& m, bool other_guest = false) {
    happens(m, Event_kind::enter_guest, {other_guest ? 1U : 0U});
}

TEST(Install, R_DEF_1_level_is_that_of_the_base_but_for_the_hypercall_vector) {
    Machine m = legal_guest();
    for (uint32_t vector = 0; vector < 256; ++vector) {
        for (uint32_t dpl = 0; dpl < 4; ++dpl) {
            for (const bool present : {false, true}) {
                Gate_words base = make_gate(0xE, dpl, 0x12345678);
                base.b &= present ? 0xFFFFFFFFU : ~0x8000U;
                const auto gate = model::default_idt_entry(m,
                    model::Bits<model::Concrete, 8>::of(vector),
                    model::Gate<model::Concrete>::of(Word::of(base.a), Word::of(base.b)));
                const Gate_words expected = default_gate(vector, vector == 0x1F ? 1 : dpl);
                EXPECT_EQ(gate.a().host(), expected.a);
                EXPECT_EQ(gate.b().host(), expected.b);
                EXPECT_EQ(m.fired.has(Rule::def_1_hypercall_vector), vector >= 0x1F);
            }
        }
    }
}

TEST(Install, R_DEF_2_all_256_with_level_0_but_for_the_hypercall_vector) {
    Machine m = legal_guest();
    for (uint32_t vector = 0; vector < 256; ++vector) {
        set_gate(m, vector, trap_gate(1, 3)); // not the base
    }
    const Snapshot before(m);
    happens(m, Event_kind::setup_default_idt_entries);
    for (uint32_t vector = 0; vector < 256; ++vector) {
        EXPECT_EQ(idt_of(m, vector), default_gate(vector, vector == 0x1F ? 1 : 0)) << vector;
    }
    EXPECT_EQ(before.changes(m), Names{"idt"});
    EXPECT_TRUE(fired(m, {Rule::def_2_filled, Rule::def_1_hypercall_vector, Rule::def_1_base}));
}

TEST(Install, R_COPY_1_R_VER_1_every_vector_under_every_second_vector) {
    for (const std::string_view rules : rule_names) {
        for (uint32_t second = 0; second <= 300; ++second) {
            Machine m = guest_with_marked_table(rules);
            m.syscall_vector = Word::of(second);
            for (uint32_t vector = 0; vector < 256; ++vector) {
                set_gate(m, vector, vector % 2 == 0 ? trap_gate(vector, 3) : interrupt_gate(vector, vector / 2 % 4));
            }
            enter(m);
            for (uint32_t vector = 0; vector < 256; ++vector) {
                Gate_words expected = marker(vector);
                if (goes_direct(vector, second, rules)) {
                    const bool closed = rules == "hardened" && carries_error_code(vector);
                    expected =
                        vector % 2 == 0 ? trap_gate(vector, 3) : default_gate(vector, closed ? 0 : vector / 2 % 4);
                }
                ASSERT_EQ(idt_of(m, vector), expected) << rules << " " << second << " " << vector;
            }
        }
    }
}

TEST(Install, R_COPY_1_decides_by_the_type_alone) {
    for (uint32_t type = 0; type < 16; ++type) {
        for (uint32_t dpl = 0; dpl < 4; ++dpl) {
            for (const bool present : {false, true}) {
                Machine m = guest_with_marked_table();
                Gate_words gate = make_gate(type, dpl, 0xC0105678);
                gate.b &= present ? 0xFFFFFFFFU : ~0x8000U;
                set_gate(m, 3, gate);
                enter(m);
                EXPECT_EQ(idt_of(m, 3), type == 0xF ? gate : default_gate(3, dpl));
            }
        }
    }
}

TEST(Install, R_COPY_1_empty_slot_becomes_a_default_gate_of_level_0) {
    Machine m = guest_with_marked_table();
    enter(m);
    EXPECT_EQ(idt_of(m, 0x80), default_gate(0x80, 0));
    EXPECT_TRUE(fired(m, {Rule::copy_1_default, Rule::copy_1_not_direct, Rule::copy_1_table_copied}));
    EXPECT_TRUE(not_fired(m, {Rule::copy_1_verbatim, Rule::copy_1_other_guest}));
}

TEST(Install, R_COPY_1_oddities) {
    Machine m = guest_with_marked_table();
    set_gate(m, 18, trap_gate(0xC0105678, 0)); // machine check goes to the Guest, and DPL 0 goes direct
    set_gate(m, 14, trap_gate(0xC0105678, 3));
    enter(m);
    EXPECT_EQ(idt_of(m, 18), trap_gate(0xC0105678, 0));
    EXPECT_EQ(idt_of(m, 14), marker(14));
    EXPECT_EQ(idt_of(m, 0x20), marker(0x20));
    EXPECT_EQ(idt_of(m, 6), marker(6));
}

TEST(Install, R_COPY_1_copies_only_a_changed_table) {
    for (const uint32_t changed : {0U, 2U, 4U, 0xFFFFFFFEU, 1U, 3U, 5U, 0xFFFFFFFFU}) {
        for (const bool other_guest : {false, true}) {
            Machine m = guest_with_marked_table();
            m.cpu.changed = Word::of(changed);
            set_gate(m, 3, trap_gate(0xC0105678));
            enter(m, other_guest);
            const bool copied = changed % 2 == 1 || other_guest;
            EXPECT_EQ(idt_of(m, 3), copied ? trap_gate(0xC0105678) : marker(3));
            EXPECT_EQ(m.cpu.changed.host(), 0U);
            EXPECT_EQ(m.fired.has(Rule::copy_1_other_guest), other_guest);
            EXPECT_EQ(m.fired.has(Rule::copy_1_table_copied), copied);
        }
    }
}

TEST(Install, R_COPY_1_R_SW_1_every_entry_refreshes_the_tss_and_presets_trapnum) {
    Machine m = legal_guest();
    m.cpu.ss1 = model::Bits<model::Concrete, 16>(0xFFF9);
    m.cpu.esp1 = Word(0xC0007654u);
    m.regs.trapnum = Word(14);
    const Snapshot before(m);
    enter(m);
    EXPECT_EQ(m.host.tss_ss1.host(), 0xFFF9U);
    EXPECT_EQ(m.host.tss_esp1.host(), 0xC0007654U);
    EXPECT_EQ(m.regs.trapnum.host(), 256U);
    EXPECT_TRUE(m.outcome.entered.host());
    EXPECT_EQ(before.changes(m), (Names{"trapnum", "tss_esp1", "tss_ss1", "entered"}));
    EXPECT_TRUE(fired(m, {Rule::copy_1_entered}));
    EXPECT_TRUE(not_fired(m, {Rule::copy_1_table_copied}));
}

} // namespace
} // namespace trapspec::test
