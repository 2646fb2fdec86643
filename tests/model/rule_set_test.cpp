// R-VER-1 to R-VER-3: versions by name, and that each differs from the default where the rules say and nowhere else.
#include "tests/support/checks.hpp"

namespace trapspec::test {
namespace {

TEST(Rule_set, R_VER_1_to_R_VER_3_by_name_in_the_order_of_the_wire) {
    ASSERT_EQ(model::rule_sets.size(), rule_names.size());
    for (std::size_t i = 0; i < rule_names.size(); ++i) {
        EXPECT_EQ(model::rule_sets[i].name, rule_names[i]);
        EXPECT_EQ(model::rule_set_named(rule_names[i]), model::rule_sets[i]);
    }
    EXPECT_FALSE(model::rule_set_named("linux-2.6.31"));
    EXPECT_FALSE(model::rule_set_named(""));
}

TEST(Rule_set, Default_is_linux_2_6_32) {
    EXPECT_EQ(Machine{}.rules.name, "linux-2.6.32");
}

TEST(Rule_set, R_VER_1_vector_6_goes_direct_and_vmcall_is_a_fault) {
    for (const std::string_view rules : rule_names) {
        Machine m = guest_in_kernel(rules);
        m.cpu.changed = Word(1);
        set_gate(m, 6, trap_gate(0xC0105678));
        set_word(m, 0x10000, 0x00C1010F);
        happens(m, Event_kind::enter_guest, {0});
        const bool old = rules == "linux-2.6.32";
        EXPECT_EQ(idt_of(m, 6), old ? Gate_words{} : trap_gate(0xC0105678));
        happens(m, Event_kind::trap, {6, 0, 0xC0010000, 0x61, 0x246, 0xC0008800, 0x69, 0, 0, 0});
        EXPECT_EQ(m.outcome.reflected.host(), !old);
        EXPECT_EQ(word_at(m, 0x10000), old ? 0x00901FCDU : 0x00C1010FU);
    }
}

TEST(Rule_set, R_VER_2_entry_clears_flags) {
    for (const std::string_view rules : rule_names) {
        Machine m = legal_guest(rules);
        m.cpu.irqs_pending = Word(1);
        m.regs.eflags = Word(0x00037346);
        set_gate(m, 0x20, interrupt_gate(0xC0105678));
        happens(m, Event_kind::try_deliver_interrupt, {0, 0, 0, 0});
        EXPECT_EQ(m.regs.eflags.host(), rules == "linux-3.18" || rules == "hardened" ? 0x00003246U : 0x00037346U);
    }
}

} // namespace
} // namespace trapspec::test
