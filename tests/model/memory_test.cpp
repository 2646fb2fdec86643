// R-MEM-1 to R-MEM-3, R-MEM-5: the Host's copies into and out of Guest memory.
#include "model/lguest/memory.hpp"

#include "tests/support/checks.hpp"

namespace trapspec::test {
namespace {

// R-MEM-1
struct Range {
    uint32_t address;
    uint32_t length;
    uint32_t pfn_limit;
    bool ok;
};

std::ostream& operator<<(std::ostream& out, const Range& range) {
    return out << std::hex << range.address << "_" << range.length << "_of_" << range.pfn_limit << std::dec;
}

class Address_ok : public testing::TestWithParam<Range> {};

TEST_P(Address_ok, Looks_at_the_byte_after_the_last) {
    Machine m = legal_guest();
    m.guest.pfn_limit = Word::of(GetParam().pfn_limit);
    const Word length = Word::of(GetParam().length);
    EXPECT_EQ(model::address_ok(m, Word::of(GetParam().address), length).host(), GetParam().ok);
}

INSTANTIATE_TEST_SUITE_P(Ranges,
    Address_ok,
    testing::Values(Range{0, 4, 64, true},
        Range{0x3FFFB, 4, 64, true},     // ends at the last byte but one
        Range{0x3FFFC, 4, 64, false},    // the last byte of the last page is refused
        Range{0x3FFFF, 1, 64, false},    //
        Range{0x3FFFF, 0, 64, true},     //
        Range{0x40000, 4, 64, false},    //
        Range{0x3FFFE, 4, 64, false},    // half outside
        Range{0xFFF, 1, 2, true},        // a page boundary inside is nothing special
        Range{0, 4, 0, false},           // no page at all
        Range{0, 0xFFB, 1, true},        //
        Range{0, 0x1000, 1, false},      //
        Range{0xFFFFFFFC, 4, 64, false}, // the end wraps to 0, whose page would be fine
        Range{0xFFFFFFFF, 1, 0xFFFFFFFF, false},
        Range{0xFFFFFFFB, 4, 0x100000, true},  // ends at 0xFFFFFFFF without a wrap
        Range{0xFFFFFFFB, 4, 0xFFFFF, false},  //
        Range{0xFFFFFFFC, 4, 0x100000, false}, //
        Range{10, 0xFFFFFFFF, 64, false},      // a length that wraps below its start
        Range{0x3000, 1396, 4, true},          // lguest_data
        Range{0x3A8C, 1396, 4, false},         // ends exactly at the limit
        Range{0x3A8B, 1396, 4, true}),
    testing::PrintToStringParamName());

// R-MEM-2
TEST(Write_memory, R_MEM_2_is_little_endian_at_any_alignment) {
    Machine m = legal_guest();
    set_word(m, 0x9000, 0xAAAAAAAA);
    set_word(m, 0x9004, 0xBBBBBBBB);
    const Snapshot before(m);
    happens(m, Event_kind::write_memory, {0x9003, 0x44332211});
    EXPECT_EQ(word_at(m, 0x9000), 0x11AAAAAAU);
    EXPECT_EQ(word_at(m, 0x9004), 0xBB443322U);
    EXPECT_EQ(writes(m), (std::vector<Written>{{0x9003, 0x44332211}}));
    EXPECT_EQ(before.changes(m), Names{});
    EXPECT_TRUE(fired(m, {Rule::mem_2_written}));
}

TEST(Write_memory, R_MEM_2_crosses_a_page) {
    Machine m = legal_guest();
    happens(m, Event_kind::write_memory, {0x9FFE, 0x44332211});
    EXPECT_EQ(word_at(m, 0x9FFC), 0x22110000U);
    EXPECT_EQ(word_at(m, 0xA000), 0x00004433U);
}

TEST(Write_memory, R_MEM_2_takes_shorter_values) {
    Machine m = legal_guest();
    set_word(m, 0x9000, 0xEEEEEEEE);
    model::write_guest<3>(m, Word(0x9000), model::Bits<model::Concrete, 24>(0x332211));
    EXPECT_EQ(word_at(m, 0x9000), 0xEE332211U);
    model::write_guest<1>(m, Word(0x9003), model::Bits<model::Concrete, 8>(0x44));
    EXPECT_EQ(word_at(m, 0x9000), 0x44332211U);
}

struct Refusal {
    const char* why;
    uint32_t address;
    uint32_t faults;
    uint32_t hole_page;
    uint32_t hole_pages;
    uint32_t mapped_pages;
    bool by_range;
};

class Refused_copy : public testing::TestWithParam<Refusal> {
protected:
    static Machine prepared() {
        Machine m = legal_guest();
        const Refusal& how = GetParam();
        set_faults(m, how.faults, how.faults, how.hole_page, how.hole_pages);
        m.faults.mapped_pages = Word::of(how.mapped_pages);
        for (uint32_t page = 0; page < 64; ++page) {
            set_word(m, page * 4096 + 0xFFC, 0x5A5A5A5A);
        }
        return m;
    }
};

// R-MEM-2
TEST_P(Refused_copy, R_MEM_2_writes_nothing_and_kills) {
    Machine m = prepared();
    const Snapshot before(m);
    happens(m, Event_kind::write_memory, {GetParam().address, 0x11223344});
    EXPECT_TRUE(killed(m, Reason::bad_write_address, GetParam().address, 4));
    EXPECT_EQ(writes(m), std::vector<Written>{});
    EXPECT_EQ(before.changes(m), (Names{"dead", "reason", "reason_0", "reason_1"}));
    EXPECT_TRUE(fired(m, {GetParam().by_range ? Rule::mem_2_refused : Rule::mem_2_copy_failed}));
    EXPECT_TRUE(
        not_fired(m, {Rule::mem_2_written, GetParam().by_range ? Rule::mem_2_copy_failed : Rule::mem_2_refused}));
}

// R-MEM-3
TEST_P(Refused_copy, R_MEM_3_reads_zeroes_and_kills) {
    Machine m = prepared();
    const Snapshot before(m);
    happens(m, Event_kind::read_memory, {GetParam().address});
    EXPECT_EQ(m.outcome.result.host(), 0U);
    EXPECT_TRUE(killed(m, Reason::bad_read_address, GetParam().address, 4));
    EXPECT_EQ(before.changes(m), (Names{"dead", "reason", "reason_0", "reason_1"}));
    EXPECT_TRUE(fired(m, {GetParam().by_range ? Rule::mem_3_refused : Rule::mem_3_copy_failed}));
}

INSTANTIATE_TEST_SUITE_P(Reasons,
    Refused_copy,
    testing::Values(Refusal{"last byte of the last page", 0x3FFFC, 0, 0, 0, 64, true},
        Refusal{"outside", 0x40000, 0, 0, 0, 64, true},
        Refusal{"wraps", 0xFFFFFFFE, 0, 0, 0, 64, true},
        Refusal{"the range is looked at first", 0x3FFFC, every_copy, 63, 1, 0, true},
        Refusal{"every copy fails", 0x9FFC, every_copy, 0, 0, 64, false},
        Refusal{"hole", 0x9FFC, 0, 9, 1, 64, false},
        Refusal{"hole that began before", 0x9FFC, 0, 7, 3, 64, false},
        Refusal{"hole under the last byte only", 0x9FFD, 0, 10, 1, 64, false},
        Refusal{"hole under the first byte only", 0x9FFD, 0, 9, 1, 64, false},
        Refusal{"hole whose end is beyond 2^32", 0x9FFC, 0, 9, 0xFFFFFFFF, 64, false},
        Refusal{"not backed", 0x9FFC, 0, 0, 0, 9, false},
        Refusal{"last byte not backed", 0x9FFD, 0, 0, 0, 10, false}),
    [](const auto& info) {
        std::string name(info.param.why);
        std::replace_if(
            name.begin(), name.end(), [](char c) { return !std::isalnum(c); }, '_');
        return name;
    });

TEST(Copies, R_MEM_2_R_MEM_3_pass_beside_a_hole) {
    Machine m = legal_guest();
    set_faults(m, ~every_copy, ~every_copy, 9, 1); // faults of the shared page do not touch copies
    happens(m, Event_kind::write_memory, {0x8FFC, 1});
    happens(m, Event_kind::write_memory, {0xA000, 2});
    happens(m, Event_kind::read_memory, {0xA000});
    EXPECT_EQ(m.outcome.result.host(), 2U);
    EXPECT_TRUE(alive(m));
}

TEST(Copies, R_MEM_2_R_MEM_3_hole_does_not_wrap_around) {
    Machine m = legal_guest();
    set_faults(m, 0, 0, 0xFFFFFFFF, 0xFFFFFFFF); // pages 2^32 - 1 and up; page 0 is not among them
    happens(m, Event_kind::write_memory, {0, 7});
    EXPECT_EQ(word_at(m, 0), 7U);
    EXPECT_TRUE(alive(m));
}

// R-MEM-3
TEST(Read_memory, R_MEM_3_is_little_endian_at_any_alignment) {
    Machine m = legal_guest();
    set_word(m, 0x9FFC, 0x44332211);
    set_word(m, 0xA000, 0x88776655);
    happens(m, Event_kind::read_memory, {0x9FFE});
    EXPECT_EQ(m.outcome.result.host(), 0x66554433U);
    EXPECT_EQ(model::read_guest<3>(m, Word(0x9FFC)).host(), 0x332211U);
    EXPECT_TRUE(fired(m, {Rule::mem_3_read}));
    EXPECT_TRUE(alive(m));
}

// R-MEM-5
TEST(Pin_page, R_MEM_5_failure_kills_with_the_virtual_address) {
    Machine m = legal_guest();
    const Snapshot before(m);
    model::pin_page(m, Word(0xC0001234u), Flag(false));
    EXPECT_EQ(before.changes(m), Names{});
    model::pin_page(m, Word(0xC0001234u), Flag(true));
    EXPECT_TRUE(killed(m, Reason::bad_stack_page, 0xC0001234));
    EXPECT_TRUE(fired(m, {Rule::mem_5_not_pinned}));
}

} // namespace
} // namespace trapspec::test
