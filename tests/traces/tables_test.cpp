#include <map>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "traces/import/lguest_tables.hpp"

namespace trapspec::traces::lguest {
namespace {

using enum model::Event_kind;

/// A Guest's memory as words, and the walk of R-MEM-4 over it.
class Walker {
public:
    void apply(const std::vector<Event>& events) {
        for (const Event& event : events) {
            if (event.kind == guest_write) {
                memory_[event.arguments[0]] = event.arguments[1];
            } else {
                ASSERT_EQ(event.kind, set_page_tables);
                directory_ = event.arguments[0];
            }
        }
    }
    void spoil(std::uint32_t page) {
        for (std::uint32_t at = page << 12; at < (page + 1) << 12; at += 4) {
            memory_[at] = 0xFFFFFFFF;
        }
    }
    [[nodiscard]] std::optional<std::uint32_t> walk(std::uint32_t from, bool& present) const {
        const std::uint32_t directory_entry = at(directory_.value() + 4 * (from >> 22));
        if ((directory_entry & 1) == 0) {
            return std::nullopt;
        }
        const std::uint32_t entry = at((directory_entry & ~0xFFFU) + 4 * ((from >> 12) & 0x3FF));
        present = (entry & 1) != 0;
        return (entry & ~0xFFFU) | (from & 0xFFF);
    }

private:
    [[nodiscard]] std::uint32_t at(std::uint32_t address) const {
        const auto found = memory_.find(address);
        return found == memory_.end() ? 0 : found->second;
    }
    std::map<std::uint32_t, std::uint32_t> memory_;
    std::optional<std::uint32_t> directory_;
};

TEST(Scratch_tables, only_what_changes_is_written) {
    Scratch_tables tables;
    tables.reset(0x1000);
    std::vector<Event> events;
    ASSERT_TRUE(tables.map(0xC0001000, 0x1000, Walk::mapped, {1}, events));
    EXPECT_EQ(events.size(), 3U);
    EXPECT_EQ(events[0], make_event(set_page_tables, {0xFFE000})) << "the last page but one";
    events.clear();
    ASSERT_TRUE(tables.map(0xC0001FF0, 0x1FF0, Walk::mapped, {1}, events));
    EXPECT_TRUE(events.empty());
}

TEST(Scratch_tables, full_memory_is_told) {
    Scratch_tables tables;
    tables.reset(0x1000);
    tables.avoid(0, 0xFFF);
    std::vector<Event> events;
    EXPECT_FALSE(tables.map(0, 0, Walk::mapped, {}, events));
    tables.reset(0);
    EXPECT_FALSE(tables.map(0, 0, Walk::mapped, {}, events));
}

/// Whatever frames the Host writes, and wherever, every walk ends as the recording says.
RC_GTEST_PROP(Scratch_tables, every_walk_ends_as_told, ()) {
    constexpr std::uint32_t pages = 40; // few, so that frames hit tables
    Scratch_tables tables;
    tables.reset(pages);
    tables.avoid(3, 4);
    Walker walker;
    const auto steps = *rc::gen::inRange(1, 8);
    for (int step = 0; step < steps; ++step) {
        const auto from = *rc::gen::inRange<std::uint32_t>(0, 4) << 22 | *rc::gen::inRange<std::uint32_t>(0, 0x3000);
        const auto page = *rc::gen::inRange<std::uint32_t>(1, pages);
        const auto walk = *rc::gen::element(Walk::mapped, Walk::no_page, Walk::no_table);
        std::vector<Event> events;
        if (!tables.map(from, page << 12, walk, {page, page - 1}, events)) {
            return; // used up
        }
        walker.apply(events);
        bool present = false;
        const auto to = walker.walk(from, present);
        RC_ASSERT(to.has_value() == (walk != Walk::no_table));
        if (to) {
            RC_ASSERT(present == (walk == Walk::mapped));
            RC_ASSERT(*to == ((page << 12) | (from & 0xFFF)));
        }
        walker.spoil(page);
        walker.spoil(page - 1);
    }
}

} // namespace
} // namespace trapspec::traces::lguest
