#include <gtest/gtest.h>

#include <fmt/format.h>

#include "traces/import/lguest_reason.hpp"

namespace trapspec::traces::lguest {
namespace {

using model::Reason;
using Numbers = std::array<std::uint32_t, 3>;

TEST(Read_reason, every_text_of_the_table_is_read_back) {
    for (const model::Reason_info& info : model::reason_table) {
        if (info.reason == Reason::none || info.reason == Reason::outside) {
            continue;
        }
        const Numbers numbers{0xFFFFFFFF, 0xA0, 7};
        const Kill_reason read = read_reason(fmt::format(fmt::runtime(info.text), numbers[0], numbers[1], numbers[2]));
        EXPECT_EQ(read.reason, info.reason) << info.name;
        for (std::size_t i = 0; i < numbers.size(); ++i) {
            EXPECT_EQ(read.numbers[i], i < info.arguments ? numbers[i] : 0) << info.name;
        }
    }
}

TEST(Read_reason, the_words_of_captures) {
    EXPECT_EQ(read_reason("unhandled trap 6 at 0x10233e (0x0)").numbers, (Numbers{6, 0x10233e, 0}));
    EXPECT_EQ(read_reason("bad write address 0xfffffc len 4").numbers, (Numbers{0xfffffc, 4, 0}));
    EXPECT_EQ(read_reason("Setting idt entry 4294967295").numbers, (Numbers{0xFFFFFFFF, 0, 0}));
    EXPECT_EQ(read_reason("bad guest page   (null)").reason, Reason::bad_guest_page);
}

TEST(Read_reason, other_words_are_outside) {
    for (const char* const text : {"",
             "CRASH: Power down",
             "bad page table entry",
             "bad kernel address 0xfffff000",
             "Bad hypercall -1\n",
             "bad IDT type",
             "bad IDT type x",
             "bad IDT type 3 or so",
             "bad IDT type 99999999999",
             "Bad address 0x"}) {
        EXPECT_EQ(read_reason(text).reason, Reason::outside) << text;
    }
}

} // namespace
} // namespace trapspec::traces::lguest
