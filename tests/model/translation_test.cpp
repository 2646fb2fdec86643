// R-MEM-4: Guest-virtual to Guest-physical through the Guest's own tables.
#include "tests/support/checks.hpp"

namespace trapspec::test {
namespace {

uint32_t translate(Machine& m, uint32_t address) {
    happens(m, Event_kind::translate, {address});
    return static_cast<uint32_t>(m.outcome.result.host());
}

TEST(Translation, R_MEM_4_is_linear_before_the_guest_has_tables) {
    Machine m = legal_guest();
    m.guest.paging = Flag(false);
    for (const uint32_t address : {0U, 0x1234U, 0xC0001234U, 0xFFFFFFFFU}) {
        EXPECT_EQ(translate(m, address), address);
        EXPECT_TRUE(fired(m, {Rule::mem_4_linear}));
    }
    EXPECT_TRUE(alive(m));
}

TEST(Translation, R_MEM_4_uses_ten_ten_and_twelve_bits) {
    Machine m = legal_guest();
    m.guest.page_directory = Word(0x5000);
    set_word(m, 0x5000 + 0x2AB * 4, 0x6000 | 1);
    set_word(m, 0x6000 + 0x155 * 4, 0xABCDE000 | 1);
    const uint32_t address = 0x2ABU << 22 | 0x155U << 12 | 0x987;
    EXPECT_EQ(translate(m, address), 0xABCDE987U);
    EXPECT_TRUE(fired(m, {Rule::mem_4_mapped, Rule::mem_3_read}));
    EXPECT_TRUE(alive(m));
}

TEST(Translation, R_MEM_4_first_and_last_entries) {
    Machine m = legal_guest();
    set_word(m, place::directory, 0x6000 | 1);
    set_word(m, 0x6000, 0x7000 | 1);
    EXPECT_EQ(translate(m, 0), 0x7000U);
    set_word(m, place::directory + 0x3FF * 4, 0x6000 | 1);
    set_word(m, 0x6000 + 0x3FF * 4, 0x8000 | 1);
    EXPECT_EQ(translate(m, 0xFFFFFFFF), 0x8FFFU);
}

TEST(Translation, R_MEM_4_drops_the_low_bits_of_both_entries) {
    Machine m = legal_guest();
    set_word(m, place::directory + 4, 0x6FFF);
    set_word(m, 0x6000, 0x12345FFF);
    EXPECT_EQ(translate(m, 0x00400000), 0x12345000U);
    set_word(m, 0x6000, 0x12345001); // present alone is enough: neither writable nor user
    EXPECT_EQ(translate(m, 0x00400ABC), 0x12345ABCU);
    EXPECT_TRUE(alive(m));
}

TEST(Translation, R_MEM_4_directory_entry_not_present) {
    Machine m = legal_guest();
    set_word(m, place::directory + 4, 0x6FFE); // everything but present
    set_word(m, 0x6000, 0x7001);
    const Snapshot before(m);
    EXPECT_EQ(translate(m, 0x00400ABC), 0xFFFFFFFFU);
    EXPECT_TRUE(killed(m, Reason::bad_address, 0x00400ABC));
    EXPECT_EQ(before.changes(m), (Names{"dead", "reason", "reason_0", "result"}));
    EXPECT_TRUE(fired(m, {Rule::mem_4_no_table}));
    EXPECT_TRUE(not_fired(m, {Rule::mem_4_no_page, Rule::mem_4_mapped}));
}

TEST(Translation, R_MEM_4_table_entry_not_present_is_used_all_the_same) {
    Machine m = legal_guest();
    map_page(m, 5, 0x9FFE);
    EXPECT_EQ(translate(m, 0xC0005ABC), 0x9ABCU);
    EXPECT_TRUE(killed(m, Reason::bad_address, 0xC0005ABC));
    EXPECT_TRUE(fired(m, {Rule::mem_4_no_page}));
}

TEST(Translation, R_MEM_4_unreadable_directory_reads_zero) {
    Machine m = legal_guest();
    set_faults(m, 0, 0, 1, 1); // the directory's page
    EXPECT_EQ(translate(m, 0xC0005ABC), 0xFFFFFFFFU);
    EXPECT_TRUE(killed(m, Reason::bad_read_address, 0x1C00, 4)); // the read's own reason came first
    EXPECT_TRUE(fired(m, {Rule::mem_3_copy_failed, Rule::mem_4_no_table}));
}

TEST(Translation, R_MEM_4_unreadable_table_reads_zero_and_the_walk_goes_on) {
    Machine m = legal_guest();
    set_faults(m, 0, 0, 2, 1); // the page table's page
    EXPECT_EQ(translate(m, 0xC0005ABC), 0x00000ABCU);
    EXPECT_TRUE(killed(m, Reason::bad_read_address, 0x2014, 4));
    EXPECT_TRUE(fired(m, {Rule::mem_3_copy_failed, Rule::mem_4_no_page}));
}

TEST(Translation, R_MEM_4_table_outside_the_guest_is_refused) {
    Machine m = legal_guest();
    set_word(m, place::directory + 4, 0x40000 | 1);
    EXPECT_EQ(translate(m, 0x00403ABC), 0x00000ABCU);
    EXPECT_TRUE(killed(m, Reason::bad_read_address, 0x4000C, 4));
    EXPECT_TRUE(fired(m, {Rule::mem_3_refused, Rule::mem_4_no_page}));
}

TEST(Translation, R_MEM_4_directory_at_the_last_page_loses_its_last_entry) {
    // R-MEM-1 refuses the last byte of the last page, and the last directory entry holds it.
    Machine m = legal_guest();
    m.guest.page_directory = Word(0x3F000);
    set_word(m, 0x3FFFC, 0x6001);
    set_word(m, 0x3FFF8, 0x6001);
    set_word(m, 0x6000, 0x7001);
    EXPECT_EQ(translate(m, 0xFF800123), 0x7123U);
    EXPECT_TRUE(alive(m));
    EXPECT_EQ(translate(m, 0xFFC00123), 0xFFFFFFFFU);
    EXPECT_TRUE(killed(m, Reason::bad_read_address, 0x3FFFC, 4));
}

TEST(Translation, R_MEM_4_page_tables_come_from_the_event) {
    Machine m = legal_guest();
    m.guest.paging = Flag(false);
    set_word(m, 0x5000, 0x6001);
    set_word(m, 0x6000, 0xA001);
    happens(m, Event_kind::set_page_tables, {0x5000});
    EXPECT_EQ(translate(m, 0x10), 0xA010U);
}

} // namespace
} // namespace trapspec::test
