// Concrete equals Symbolic, operation by operation; and the laws of both.
#include "tests/laws/operations.hpp"

#include <gtest/gtest.h>

#include <rapidcheck/gtest.h> // wants gtest before it

namespace trapspec::test {
namespace {

using Failures = std::vector<std::string>;

class Operations : public testing::TestWithParam<unsigned> {
protected:
    /// Where carries, signs and shifts turn over.
    static std::vector<std::uint64_t> edges() {
        const unsigned width = GetParam();
        const std::uint64_t all = width == 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << width) - 1;
        return {0, 1, width - 1, width, width + 1, all >> 1, (all >> 1) + 1, all - 1, all};
    }
};

TEST_P(Operations, Agree_at_the_edges) {
    for (const std::uint64_t x : edges()) {
        for (const std::uint64_t y : edges()) {
            for (const bool c : {false, true}) {
                ASSERT_EQ(disagreements(GetParam(), x, y, c), Failures{}) << x << " " << y;
                ASSERT_EQ(broken_laws(GetParam(), x, y, c), Failures{}) << x << " " << y;
            }
        }
    }
}

TEST_P(Operations, Obey_the_laws_for_all_values) {
    EXPECT_EQ(unproved_laws(GetParam()), Failures{});
}

INSTANTIATE_TEST_SUITE_P(Width, Operations, testing::ValuesIn(widths), testing::PrintToStringParamName());

TEST(Small_operations, Agree_everywhere) {
    for (const unsigned width : {1U, 2U, 4U}) {
        for (std::uint64_t x = 0; x < 1U << width; ++x) {
            for (std::uint64_t y = 0; y < 1U << width; ++y) {
                ASSERT_EQ(disagreements(width, x, y, x < y), Failures{}) << width << " " << x << " " << y;
                ASSERT_EQ(broken_laws(width, x, y, x < y), Failures{}) << width << " " << x << " " << y;
            }
        }
    }
}

TEST(Small_operations, Of_8_bits_agree_everywhere_as_literals) {
    for (std::uint64_t x = 0; x < 256; ++x) {
        for (std::uint64_t y = 0; y < 256; y += 1 + x % 3) {
            ASSERT_EQ(disagreements(8, x, y, x % 2 == 0, false), Failures{}) << x << " " << y;
        }
    }
}

RC_GTEST_PROP(Random_operations, Agree, (std::uint64_t x, std::uint64_t y, bool c)) {
    for (const unsigned width : widths) {
        RC_ASSERT(disagreements(width, x, y, c) == Failures{});
        RC_ASSERT(disagreements(width, x, y % (width + 2), c) == Failures{}); // shifts that are not over-wide
        RC_ASSERT(broken_laws(width, x, y, c) == Failures{});
        RC_ASSERT(broken_laws(width, x, y % (width + 2), c) == Failures{});
    }
}

TEST(Bool_operations, Agree_everywhere) {
    for (unsigned bits = 0; bits < 8; ++bits) {
        EXPECT_EQ(bool_disagreements((bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0), Failures{});
    }
}

TEST(Bool_operations, Obey_the_laws_for_all_values) {
    EXPECT_EQ(broken_bool_laws(), Failures{});
}

} // namespace
} // namespace trapspec::test
