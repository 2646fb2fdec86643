// Where a recording may differ from the rules in what a Guest's handler reports, each place with its reason. A difference
// that none of these covers is a failure.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "traces/trace.hpp"

namespace trapspec::diff {

enum class Departure : std::uint8_t { fault_without_rf, software_interrupt_with_rf, frame_elsewhere, count };

struct Departure_info {
    Departure departure;
    std::string_view name;
    std::string_view rule; ///< that the recording departs from
    std::string_view reason;
};

inline constexpr std::size_t departure_count = static_cast<std::size_t>(Departure::count);

/// How many values each explains, by number.
using Departure_counts = std::array<std::uint64_t, departure_count>;

inline constexpr std::array<Departure_info, departure_count> departure_table{{
    {Departure::fault_without_rf, "fault-without-rf", "A-EVT-4", "QEMU TCG does not set RF in what a fault pushes"},
    {Departure::software_interrupt_with_rf,
        "software-interrupt-with-rf",
        "A-EVT-4",
        "QEMU TCG never clears RF once an iret has set it, so INT n pushes it"},
    {Departure::frame_elsewhere,
        "frame-elsewhere",
        "A-PUSH-1",
        "the Host counts a frame down in physical memory (R-PUSH-2): below the page of its top the Guest finds another "
        "page's words"},
}};

/// One value of a handler's report that is not what the rules say.
struct Report_difference {
    std::uint32_t observed = 0;
    std::uint32_t expected = 0;
    bool is_pushed_flags = false; ///< the frame's eflags, pushed by the CPU
    bool is_elsewhere = false;    ///< a word of a frame that the Host counted down into another page than its top's
    std::optional<std::uint32_t> source{}; ///< model::arch::source of what the CPU delivered; nothing: the Host did
};

/// The departure that explains the difference, or nothing.
[[nodiscard]] std::optional<Departure> departure_of(const Report_difference& difference, traces::Cpu cpu);

} // namespace trapspec::diff
