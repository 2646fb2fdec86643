#include <gtest/gtest.h>

#include <set>

#include "diff/generate/events.hpp"
#include "diff/generate/sequence.hpp"
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

TEST(Generate, RawAndChangedEventsAreValid) {
    Random random(2);
    for (int i = 0; i < 100'000; ++i) {
        Event event = raw_event(random);
        ASSERT_TRUE(is_valid(event, layout::memory_pages)) << why_not_valid(event, layout::memory_pages);
        change_argument(event, random);
        ASSERT_TRUE(is_valid(event, layout::memory_pages)) << why_not_valid(event, layout::memory_pages);
    }
}

std::vector<Event> made(Sequence_maker& maker, std::uint64_t number, const Pool& pool) {
    Stream stream;
    maker.make(number, pool, stream);
    return events_of(stream);
}

TEST(Sequences, AreTheSameForTheSameSeedNumberAndPool) {
    Sequence_maker maker(42);
    Pool pool;
    const std::vector<Event> seventh = made(maker, 7, pool);
    EXPECT_NE(seventh, made(maker, 8, pool));
    EXPECT_EQ(made(maker, 7, pool), seventh) << "whatever was made before";
    Sequence_maker other(43);
    EXPECT_NE(made(other, 7, pool), seventh);
}

TEST(Sequences, OfAPoolAreValidAndStartAfresh) {
    Sequence_maker maker(1);
    Pool pool;
    Stream stream;
    for (std::uint64_t number = 0; number < 5'000; ++number) {
        maker.make(number, pool, stream);
        const std::vector<Event> events = events_of(stream);
        ASSERT_EQ(events.size(), stream.size());
        ASSERT_GE(events.size(), 2U);
        EXPECT_EQ(events[0].kind, model::Event_kind::start_guest);
        EXPECT_EQ(events[1].kind, model::Event_kind::free_interrupts);
        for (const Event& event : events) {
            ASSERT_TRUE(is_valid(event, layout::memory_pages)) << why_not_valid(event, layout::memory_pages);
        }
        pool.add(stream);
    }
}

TEST(Stream, HoldsWhatFitsAndGivesItBack) {
    Random random(9);
    Stream stream;
    std::vector<Event> events;
    for (Event event = random_event(random); stream.add(event); event = random_event(random)) {
        events.push_back(event);
    }
    EXPECT_EQ(stream.size(), events.size());
    EXPECT_EQ(events_of(stream), events);
    Stream copy;
    copy.assign(stream.words(), stream.size());
    EXPECT_EQ(events_of(copy), events);
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
