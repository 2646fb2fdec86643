#include "diff/gate_use.hpp"

#include <gtest/gtest.h>

namespace trapspec::diff {
namespace {

std::uint64_t gate(std::uint32_t selector, std::uint32_t type, std::uint32_t dpl) {
    return std::uint64_t{0xC0108000U | dpl << 13 | type << 8} << 32 | selector << 16 | 0x1234;
}

TEST(RaiseByIntN, AsksForTheDplAndThenForTheSegment) {
    for (std::uint32_t dpl = 0; dpl < 4; ++dpl) {
        for (std::uint32_t level = 0; level < 4; ++level) {
            const Raised raised = raise_by_int_n(gate(0x61, 0xF, dpl), 0x80, level);
            EXPECT_EQ(raised.entered, level >= 1 && level <= dpl) << dpl << level;
            if (level > dpl) {
                EXPECT_EQ(raised.vector, 13U);
                EXPECT_EQ(raised.error_code, 0x402U) << "the gate";
            } else if (level == 0) {
                EXPECT_EQ(raised.error_code, 0x60U) << "outward: the segment";
            }
        }
    }
}

TEST(RaiseByIntN, GatesThatLeadNowhere) {
    EXPECT_EQ(raise_by_int_n(gate(0, 0xE, 3), 3, 3).error_code, 0U) << "null";
    EXPECT_EQ(raise_by_int_n(gate(0x61, 0xC, 3), 3, 3).error_code, 3U * 8 + 2) << "not a gate";
    EXPECT_EQ(raise_by_int_n(gate(0x61, 0xE, 3) & ~(std::uint64_t{1} << 47), 3, 3).vector, 11U) << "not present";
    const Raised task = raise_by_int_n(gate(0x61, 0x5, 3), 3, 3);
    EXPECT_FALSE(task.entered);
    EXPECT_EQ(task.vector, 0U);
    EXPECT_EQ(task.steps, std::vector<std::string_view>{"a task gate: not modelled"});
}

using Versions = std::vector<std::string_view>;

TEST(GateAtHost, VersionsThatAgreeAreTogether) {
    const auto made = gate_at_host(6, 0x00101234, 0xC0108F00);
    ASSERT_EQ(made.size(), 2U);
    EXPECT_EQ(made[0].rules, Versions{"linux-2.6.32"}) << "needs vector 6 for itself";
    EXPECT_TRUE(made[0].by_switcher);
    EXPECT_EQ(made[1].rules, (Versions{"linux-3.11", "linux-3.18", "hardened"}));
    EXPECT_FALSE(made[1].by_switcher);
    EXPECT_EQ(made[1].vetted, 0xC0108F00'00611234U);
    EXPECT_EQ(made[1].installed, made[1].vetted);
}

TEST(GateAtHost, ARefusedTypeKillsAndIsInstalledButInHardened) {
    const auto made = gate_at_host(3, 0x00611234, 0xC0108500);
    ASSERT_EQ(made.size(), 2U);
    EXPECT_EQ(made[0].death, "bad IDT type 5");
    EXPECT_EQ(made[0].vetted, 0xC0108500'00611234U);
    EXPECT_EQ(made[1].rules, Versions{"hardened"});
    EXPECT_EQ(made[1].vetted, 0U);
    EXPECT_FALSE(made[1].death.empty());
}

} // namespace
} // namespace trapspec::diff
