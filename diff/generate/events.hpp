// Random events of every kind, near the values where rules change their mind: type and DPL boundaries of gates, stack
// tops at page edges, vectors around 0x1F, 0x20 and 0x80, selectors of every RPL, accesses that fail, arithmetic that
// wraps.
#pragma once

#include <vector>

#include "diff/generate/random.hpp"
#include "traces/trace.hpp"

namespace trapspec::diff {

using traces::Event;

/// The fixed places of a generated Guest, all Guest-physical.
namespace layout {
inline constexpr std::uint32_t memory_pages = 32;
inline constexpr std::uint32_t pfn_limit = 32;
inline constexpr std::uint32_t directory = 0x1000;
inline constexpr std::uint32_t table = 0x2000;
inline constexpr std::uint32_t data = 0x3000;
inline constexpr std::uint32_t code = 0x4000;             ///< instructions of the Guest kernel that the Host looks at
inline constexpr std::uint32_t noirq_start = code + 0x20; ///< where its interrupts are held off, if it says so
inline constexpr std::uint32_t noirq_end = code + 0x40;
inline constexpr std::uint32_t first_stack_page = 8;
/// Virtual: from here the Guest sees its memory once more. Its entries are in the upper half of the table.
inline constexpr std::uint32_t kernel_base = 0xC0600000;
inline constexpr std::uint32_t kernel_base_index = kernel_base >> 12 & 0x3FF;
} // namespace layout

/// How many events `boot_event` has.
inline constexpr std::uint32_t boot_events = 29;

/// The i-th event of building up a legal Guest: page tables, lguest_data, code, gates, a stack.
[[nodiscard]] Event boot_event(std::uint32_t i, Random& random);

/// Any event, valid in the sense of diff/validity.hpp but otherwise as hostile as it comes.
[[nodiscard]] Event random_event(Random& random);

/// Any event from words of which each value is as likely as any other, brought within those bounds.
[[nodiscard]] Event raw_event(Random& random);

/// Gives one argument another value: a bit, a step, an edge, or anything. The event stays valid.
void change_argument(Event& event, Random& random);

/// Simpler events that may show the same: arguments towards 0 and towards round values.
[[nodiscard]] std::vector<Event> simpler(const Event& event);

} // namespace trapspec::diff
