// The events that enter no rule, and what every event has in common (diff/wire/README.md).
#include "tests/support/checks.hpp"

namespace trapspec::test {
namespace {

TEST(Step, Start_guest_sets_every_word_back) {
    Machine m = legal_guest();
    m.syscall_vector = Word(0x40);
    set_gate(m, 3, trap_gate(1));
    set_idt(m, 3, trap_gate(1));
    set_faults(m, 0x1FF, 0x1FF, 0, 64);
    happens(m, Event_kind::init_interrupts, {0, 0});
    happens(m, Event_kind::set_stack, {0x60, 1, 3, 0});
    happens(m, Event_kind::enter_guest, {1});
    happens(m, Event_kind::set_clockevent, {5, 5, 5});
    happens(m, Event_kind::set_interrupt, {3, 0});
    happens(m, Event_kind::hypercall, {10, 0, 0, 0, 0, 0, 0});
    happens(m, Event_kind::start_guest, {32, 16});
    for (const auto& word : model::state_words) {
        const uint64_t expected = word.name == "trapnum"                   ? 256
                                  : word.name == "changed"                 ? 3
                                  : word.name == "pfn_limit"               ? 32
                                  : word.name == "syscall_vector_reserved" ? 1
                                                                           : 0;
        EXPECT_EQ(state_word(m, word.name), expected) << word.name;
    }
    EXPECT_EQ(gate_of(m, 3), Gate_words{});
    EXPECT_EQ(idt_of(m, 3), Gate_words{});
    EXPECT_EQ(m.memory.size(), place::memory_size);
    for (uint32_t address = 0; address < place::memory_size; address += 4) {
        ASSERT_EQ(word_at(m, address), 0U);
    }
    happens(m, Event_kind::write_memory, {0xFFF8, 1}); // 16 pages are mapped, and no fault is left
    EXPECT_TRUE(alive(m));
    happens(m, Event_kind::write_memory, {0x10000, 1});
    EXPECT_TRUE(killed(m, Reason::bad_write_address, 0x10000, 4));
}

TEST(Step, Set_registers_in_the_order_of_the_block) {
    Machine m = legal_guest();
    happens(m, Event_kind::set_registers, {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18});
    uint64_t expected = 1;
    for (const char* name : {"eax",
             "ebx",
             "ecx",
             "edx",
             "esi",
             "edi",
             "ebp",
             "gs",
             "fs",
             "ds",
             "es",
             "trapnum",
             "errcode",
             "eip",
             "cs",
             "eflags",
             "esp",
             "ss"}) {
        EXPECT_EQ(state_word(m, name), expected++) << name;
    }
}

TEST(Step, Guest_write_reaches_what_is_mapped_holes_included) {
    Machine m = legal_guest();
    set_faults(m, 0, every_copy, 9, 1);
    const Snapshot before(m);
    happens(m, Event_kind::guest_write, {0x9001, 0x44332211});
    EXPECT_EQ(word_at(m, 0x9000), 0x33221100U);
    EXPECT_EQ(writes(m), std::vector<Written>{}); // not the Host's
    EXPECT_EQ(before.changes(m), Names{});
}

TEST(Step, Guest_write_with_any_byte_outside_does_nothing) {
    Machine m = legal_guest();
    m.faults.mapped_pages = Word(10);
    m.guest.pfn_limit = Word(5); // R-MEM-1 is not the Guest's own limit
    for (const uint32_t address : {0x9FFDU, 0xA000U, 0x3FFFFU, 0xFFFFFFFDU, 0xFFFFFFFFU}) {
        happens(m, Event_kind::guest_write, {address, 0xFFFFFFFF});
    }
    EXPECT_EQ(word_at(m, 0x9FFC), 0U);
    EXPECT_EQ(word_at(m, 0), 0U);
    happens(m, Event_kind::guest_write, {0x9FFC, 0x77});
    EXPECT_EQ(word_at(m, 0x9FFC), 0x77U);
}

TEST(Step, Set_page_tables) {
    Machine m = legal_guest();
    m.guest.paging = Flag(false);
    const Snapshot before(m);
    happens(m, Event_kind::set_page_tables, {0x7000});
    EXPECT_EQ(before.changes(m), (Names{"paging", "page_directory"}));
    EXPECT_EQ(m.guest.page_directory.host(), 0x7000U);
}

TEST(Step, Set_faults_from_now_on) {
    Machine m = legal_guest();
    happens(m, Event_kind::set_faults, {every_copy, 0, 0, 0});
    happens(m, Event_kind::write_memory, {0x9000, 5});
    EXPECT_TRUE(alive(m));
    happens(m, Event_kind::set_faults, {0, 0, 0, 0});
    happens(m, Event_kind::read_memory, {0x9000});
    EXPECT_EQ(m.outcome.result.host(), 5U);
    happens(m, Event_kind::set_faults, {0, 0, 8, 2});
    happens(m, Event_kind::read_memory, {0x9000});
    EXPECT_TRUE(killed(m, Reason::bad_read_address, 0x9000, 4));
}

TEST(Step, Observe_does_nothing_but_clear_what_the_last_event_answered) {
    Machine m = legal_guest();
    happens(m, Event_kind::write_memory, {0x9000, 5});
    happens(m, Event_kind::set_interrupt, {1, 0});
    EXPECT_TRUE(m.outcome.woke.host());
    const uint64_t pending = m.cpu.irqs_pending.host();
    happens(m, Event_kind::observe);
    EXPECT_FALSE(m.outcome.woke.host());
    EXPECT_FALSE(m.outcome.kicked.host());
    EXPECT_EQ(m.cpu.irqs_pending.host(), pending);
    EXPECT_EQ(writes(m), std::vector<Written>{});
    EXPECT_TRUE(not_fired(m, {Rule::irq_3_raised, Rule::irq_3_kicked}));
}

TEST(Step, Any_nonzero_flag_argument_counts_as_set) {
    Machine m = legal_guest();
    happens(m, Event_kind::set_interrupt, {1, 0x80000000}); // asleep
    EXPECT_FALSE(m.outcome.kicked.host());
}

} // namespace
} // namespace trapspec::test
