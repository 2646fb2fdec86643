#include "diff/engine/shrink.hpp"

#include <gtest/gtest.h>

#include "diff/generate/events.hpp"

namespace trapspec::diff {
namespace {

TEST(Shrink, KeepsWhatMattersAndDropsTheRest) {
    const auto has_bad_gate = [](const std::vector<Event>& events) {
        for (const Event& event : events) {
            if (event.kind == model::Event_kind::load_idt_entry && event.arguments[0] >= 0x20) {
                return true;
            }
        }
        return false;
    };
    Random random(1);
    std::vector<Event> events;
    while (events.size() < 60 || !has_bad_gate(events)) {
        events.push_back(random_event(random));
    }
    const std::vector<Event> shrunk = shrink(events, has_bad_gate);
    ASSERT_EQ(shrunk.size(), 1U);
    EXPECT_EQ(shrunk[0].arguments[1], 0U);
    EXPECT_EQ(shrunk[0].arguments[2], 0U);
    EXPECT_LE(shrunk[0].arguments[0], 0x100U);
}

TEST(Shrink, AsksNoMoreOftenThanItMay) {
    Random random(1);
    std::vector<Event> events;
    for (int i = 0; i < 60; ++i) {
        events.push_back(random_event(random));
    }
    std::size_t asked = 0;
    (void)shrink(
        events, [&](const std::vector<Event>&) { return ++asked % 2 == 0; }, 100);
    EXPECT_LE(asked, 100U);
    EXPECT_GT(asked, 0U);
}

} // namespace
} // namespace trapspec::diff
