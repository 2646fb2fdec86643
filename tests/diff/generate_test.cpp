#include <gtest/gtest.h>

#include <set>

#include "diff/generate/events.hpp"
#include "diff/generate/stateful.hpp"
#include "diff/validity.hpp"

namespace trapspec::diff {
namespace {

TEST(Generate, EveryKindComesUpAndEveryEventIsValid) {
    Random random(1);
    std::set<model::Event_kind> kinds;
    for (int i = 0; i < 200'000; ++i) {
        const Event event = random_event(random);
        ASSERT_TRUE(is_valid(event, layout::memory_pages)) << why_not_valid(event, layout::memory_pages);
        kinds.insert(event.kind);
    }
    for (std::uint32_t i = 0; i < boot_events; ++i) {
        const Event event = boot_event(i, random);
        EXPECT_TRUE(is_valid(event, layout::memory_pages));
        kinds.insert(event.kind);
    }
    EXPECT_EQ(kinds.size(), model::event_count);
}

TEST(Generate, TheSameSeedGivesTheSameSequences) {
    const Sequences sequences(42);
    const std::vector<Event> seventh = sequences.generate(7);
    EXPECT_NE(seventh, sequences.generate(8));
    EXPECT_EQ(Sequences(42).generate(7), seventh) << "whatever was generated before";
    EXPECT_NE(Sequences(43).generate(7), seventh);
}

TEST(Shrink, KeepsWhatMattersAndDropsTheRest) {
    const auto has_bad_gate = [](const std::vector<Event>& events) {
        for (const Event& event : events) {
            if (event.kind == model::Event_kind::load_idt_entry && event.arguments[0] >= 0x20) {
                return true;
            }
        }
        return false;
    };
    const Sequences sequences(1);
    std::uint64_t number = 0;
    while (!has_bad_gate(sequences.generate(number))) {
        ++number;
    }
    const std::vector<Event> shrunk = sequences.shrink(number, has_bad_gate);
    ASSERT_EQ(shrunk.size(), 1U);
    EXPECT_EQ(shrunk[0].arguments[1], 0U);
    EXPECT_EQ(shrunk[0].arguments[2], 0U);
    EXPECT_LE(shrunk[0].arguments[0], 0x100U);
}

TEST(Simpler, NeverProposesAnInvalidOrALargerEvent) {
    Random random(3);
    for (int i = 0; i < 2000; ++i) {
        const Event event = random_event(random);
        for (const Event& candidate : simpler(event)) {
            EXPECT_TRUE(is_valid(candidate, layout::memory_pages));
            EXPECT_LT(candidate.arguments, event.arguments);
        }
    }
}

} // namespace
} // namespace trapspec::diff
