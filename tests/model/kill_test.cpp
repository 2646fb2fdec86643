// kill(reason), of the vocabulary: the first reason stays, and nothing stops.
#include "tests/support/checks.hpp"

namespace trapspec::test {
namespace {

TEST(Kill, First_reason_is_kept_with_its_numbers) {
    Machine m = legal_guest();
    happens(m, Event_kind::read_memory, {0x40000});
    EXPECT_TRUE(killed(m, Reason::bad_read_address, 0x40000, 4));
    happens(m, Event_kind::write_memory, {0x50000, 1});
    EXPECT_TRUE(killed(m, Reason::bad_read_address, 0x40000, 4));
    happens(m, Event_kind::kill_outside);
    EXPECT_TRUE(killed(m, Reason::bad_read_address, 0x40000, 4));
}

TEST(Kill, Outside_reason_kills_and_changes_nothing_else) {
    Machine m = legal_guest();
    const Snapshot before(m);
    happens(m, Event_kind::kill_outside);
    EXPECT_TRUE(killed(m, Reason::outside));
    EXPECT_EQ(before.changes(m), (Names{"dead", "reason"}));
}

TEST(Kill, Dead_guest_is_still_served_by_every_rule) {
    Machine m = legal_guest();
    happens(m, Event_kind::kill_outside);
    happens(m, Event_kind::write_memory, {0x9000, 0x12345678});
    EXPECT_EQ(word_at(m, 0x9000), 0x12345678U);
    happens(m, Event_kind::load_idt_entry, {3, 0x00611111, 0x22228E00});
    EXPECT_EQ(gate_of(m, 3), (Gate_words{0x00611111, 0x22228E00}));
    happens(m, Event_kind::deliver_trap, {3});
    EXPECT_EQ(m.regs.eip.host(), 0x22221111U);
    happens(m, Event_kind::set_stack, {0x69, 0xC0007000, 2, 0});
    EXPECT_EQ(m.cpu.esp1.host(), 0xC0007000U);
}

TEST(Kill, Numbers_of_the_reasons_are_those_of_the_wire) {
    // diff/wire/README.md, "Reasons"
    constexpr std::array names{"none",
        "bad_write_address",
        "bad_read_address",
        "bad_address",
        "bad_stack_page",
        "disabling_interrupts",
        "reenabling_interrupts",
        "writing_timestamp",
        "writing_cr2",
        "unhandled_trap",
        "bad_stack_segment",
        "bad_stack_pages",
        "bad_idt_type",
        "setting_idt_entry",
        "bad_syscall_vector",
        "bad_guest_page",
        "already_initialised",
        "hypercall_before_init",
        "outside"};
    constexpr std::array arguments{0U, 2U, 2U, 1U, 1U, 0U, 0U, 0U, 0U, 3U, 1U, 1U, 1U, 1U, 0U, 0U, 0U, 1U, 0U};
    ASSERT_EQ(model::reason_table.size(), names.size());
    for (std::size_t i = 0; i < names.size(); ++i) {
        EXPECT_EQ(model::reason_table[i].name, names[i]);
        EXPECT_EQ(static_cast<std::size_t>(model::reason_table[i].reason), i);
        EXPECT_EQ(model::reason_table[i].arguments, arguments[i]);
    }
}

} // namespace
} // namespace trapspec::test
