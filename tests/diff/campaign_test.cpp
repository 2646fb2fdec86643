// Whole runs: what they find does not depend on how they are divided.
#include <gtest/gtest.h>

#include "diff/fuzz.hpp"

namespace trapspec::diff {
namespace {

Fuzz_options some_cases(std::uint64_t cases) {
    Fuzz_options options;
    options.seed = 5;
    options.cases = cases;
    options.dut.command = TRAPSPEC_IMPLEMENTATION;
    options.save = ::testing::TempDir() + "trapspec-campaign";
    return options;
}

TEST(Campaign, IsTheSameHoweverManyShardsItHas) {
    const Fuzz_options options = some_cases(20'000);
    const Fuzz_report whole = fuzz(options);
    EXPECT_EQ(whole.cases, options.cases);
    EXPECT_TRUE(whole.divergences.empty());
    for (const std::uint32_t count : {2U, 7U}) {
        Fuzz_report merged;
        for (std::uint32_t index = 0; index < count; ++index) {
            Fuzz_options part = options;
            part.shard = {index, count};
            const Fuzz_report report = fuzz(part);
            merged.cases += report.cases;
            merged.events += report.events;
            for (const auto& [rules, coverage] : report.coverage) {
                merged.coverage[rules].add(coverage);
            }
        }
        EXPECT_EQ(merged.cases, whole.cases);
        EXPECT_EQ(merged.events, whole.events);
        EXPECT_EQ(merged.coverage, whole.coverage) << count << " shards";
    }
}

TEST(Campaign, DependsOnTheSeed) {
    Fuzz_options options = some_cases(2'000);
    const Fuzz_report one = fuzz(options);
    EXPECT_EQ(fuzz(options).events, one.events);
    options.seed = 6;
    EXPECT_NE(fuzz(options).events, one.events);
}

TEST(Campaign, RefusesAShardThatIsNone) {
    Fuzz_options options = some_cases(100);
    for (const Shard shard : {Shard{0, 0}, Shard{2, 2}, Shard{0, 1000}}) {
        options.shard = shard;
        EXPECT_THROW((void)fuzz(options), std::invalid_argument);
    }
}

} // namespace
} // namespace trapspec::diff
