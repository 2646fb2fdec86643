// Record streams that no machine should write are refused, and not read beyond their end.
#include <gtest/gtest.h>

#include <vector>

#include "diff/metal/records.hpp"
#include "diff/systems/system.hpp"

namespace trapspec::test {
namespace {

using diff::System_error;
using diff::metal::read_records;
namespace metal = wire::metal;

std::vector<std::uint32_t> event_with(std::uint32_t kind, std::uint32_t idt) {
    std::vector<std::uint32_t> stream(2 + sizeof(metal::Event) / 4);
    stream[0] = metal::event;
    stream[1] = static_cast<std::uint32_t>(stream.size()) - 2;
    stream[2] = kind;
    stream.back() = idt;
    return stream;
}

TEST(Metal_records, EndIsRead) {
    const auto records = read_records(std::vector<std::uint32_t>{metal::ended, 2, 5, 1});
    ASSERT_EQ(records.size(), 1U);
    EXPECT_EQ(std::get<metal::Ended>(records[0]).failures, 5U);
    EXPECT_EQ(std::get<metal::Ended>(records[0]).passed, 1U);
}

TEST(Metal_records, BrokenStreamsAreRefused) {
    using Words = std::vector<std::uint32_t>;
    EXPECT_THROW(read_records(Words{metal::ended}), System_error);
    EXPECT_THROW(read_records(Words{metal::ended, 2, 5}), System_error);
    EXPECT_THROW(read_records(Words{metal::ended, 1, 5}), System_error);
    EXPECT_THROW(read_records(Words{metal::ended, 0xFFFFFFFF, 5}), System_error);
    EXPECT_THROW(read_records(Words{99, 0}), System_error);
    EXPECT_THROW(read_records(event_with(1000, 0)), System_error);
    EXPECT_THROW(read_records(event_with(0, 1)), System_error);
    EXPECT_NO_THROW(read_records(event_with(0, 0)));

    Words bad_slot = event_with(0, 1);
    bad_slot.insert(bad_slot.end(), {256, 0, 0});
    bad_slot[1] += 3;
    EXPECT_THROW(read_records(bad_slot), System_error);
}

} // namespace
} // namespace trapspec::test
