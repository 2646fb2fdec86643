// The highest and the lowest bit of a frame, and faults in the middle of an operand: what faults planted in the rules showed missing.
#include "tests/model/arch/processor.hpp"

namespace trapspec::test {
namespace {

using model::Concrete;
using model::arch::deliver;
using model::arch::return_from_handler;

constexpr std::uint32_t n = 0x21;
constexpr std::uint32_t directory_entry = at::directory + (at::linear >> 22) * 4;
constexpr std::uint32_t beyond_memory = 0x80000000; ///< what is read from there on is 0
using Words = std::vector<std::uint32_t>;

TEST(Arch_paging_edges, A_PAGE_1_a_page_table_may_lie_in_any_frame) {
    Processor m = processor_in(1);
    constexpr std::uint32_t other_table = 0x3000;
    m.memory.poke(directory_entry, 4, other_table | 7);
    for (std::uint32_t page = 0; page < at::pages; ++page) {
        m.memory.poke(other_table + page * 4, 4, page << 12 | 7);
    }
    map_page(m, 9, 0);
    deliver(m, event_from(source::int_n, n));
    EXPECT_TRUE(done(m));
    EXPECT_EQ(frame(m, 3), (Words{at::eip, code_of(1), 0x202}));
}

TEST(Arch_paging_edges, A_PAGE_1_the_highest_bit_of_a_frame_is_part_of_its_address) {
    Processor m = processor_in(1);
    m.paging.directory = bits<32>(beyond_memory | at::directory);
    deliver(m, event_from(source::int_n, n));
    EXPECT_TRUE(faulted(m, 14, 2) && went(m, Way::page_1_no_table));
    m = processor_in(1);
    m.memory.poke(directory_entry, 4, beyond_memory | at::page_table | 7);
    deliver(m, event_from(source::int_n, n));
    EXPECT_TRUE(faulted(m, 14, 2) && went(m, Way::page_1_no_page));
}

TEST(Arch_paging_edges, A_PAGE_3_the_highest_bit_of_the_lower_pages_frame) {
    Processor m = processor_in(1);
    m.eflags = bits<32>(0x40202);
    m.esp = bits<32>(at::linear + 0x9002);
    map_page(m, 8, beyond_memory | 0x5007);
    deliver(m, event_from(source::int_n, n));
    EXPECT_TRUE(done(m));
    EXPECT_EQ(word_on_stack(m, 0x5FFE, 2), 0U);
    EXPECT_EQ(word_on_stack(m, 0x9000, 2), 4U); // the flags' upper half
}

// SDM vol. 3A, "Use of CR3 with 32-Bit Paging": PWT, PCD, and ten that are ignored.
TEST(Arch_paging_edges, A_PAGE_1_the_low_bits_of_cr3_are_no_address) {
    for (std::uint32_t number = 0; number < 12; ++number) {
        Processor m = processor_in(1);
        m.paging.directory = bits<32>(at::directory | 1U << number);
        deliver(m, event_from(source::int_n, n));
        EXPECT_TRUE(done(m)) << number;
    }
}

TEST(Arch_paging_edges, A_PAGE_1_without_paging_a_word_may_cross_pages) {
    Processor m = processor_in(1);
    m.paging.on = false;
    constexpr std::uint32_t across = 0xAFFA;
    m.esp = bits<32>(across);
    put_on_stack(m, across, {0x1234, code_of(1), 0x246});
    return_from_handler(m, true);
    EXPECT_TRUE(done(m));
    EXPECT_EQ(m.eip.host(), 0x1234U);
    EXPECT_EQ(m.eflags.host(), 0x246U);
}

TEST(Arch_paging_edges, A_PAGE_2_A_PAGE_3_a_push_that_faults_writes_nothing) {
    constexpr std::uint32_t on_one_page = 0x8F00, on_two_pages = 0x9001;
    for (const std::uint32_t esp : {on_one_page, on_two_pages}) {
        for (const std::uint32_t type : {0xEU, 0x6U}) {
            Processor m = processor_in(1);
            m.esp = bits<32>(esp); // not mapped; there is memory at this physical address
            set_gate(m, n, type, code_of(1));
            deliver(m, event_from(source::int_n, n));
            EXPECT_TRUE(faulted(m, 14, 2));
            EXPECT_EQ(m.cr2.host(), esp - (type == 0xE ? 4 : 2));
            EXPECT_EQ(word_on_stack(m, esp - 4), 0U);
        }
    }
}

// The SDM has no such value: the rules promise one, so that what follows does not hang on what memory held.
TEST(Arch_paging_edges, A_PAGE_2_A_PAGE_3_what_a_page_fault_keeps_from_being_read_is_0) {
    constexpr std::uint32_t on_one_page = at::linear + 0x9000, on_two_pages = at::linear + 0x8FFE;
    for (const std::uint32_t linear : {on_one_page, on_two_pages}) {
        Processor m = processor_in(1);
        put_on_stack(m, at::linear + 0x8FFC, {~0U, ~0U});
        map_page(m, 9, 0);
        const model::arch::Access<Concrete> read{false, false};
        EXPECT_EQ(model::arch::read_linear<4>(m, bits<32>(linear), read).host(), 0U) << linear;
        EXPECT_TRUE(faulted(m, 14, 0));
        m.esp = bits<32>(at::linear + 0x8FFC);
        EXPECT_EQ(model::arch::read_word(m, model::arch::current_stack(m), true, 0).host(), 0U);
    }
}

} // namespace
} // namespace trapspec::test
