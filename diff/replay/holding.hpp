// One handler's report, value by value: what agrees, what departs from the rules for a known reason, what differs.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "diff/compare.hpp"
#include "diff/replay/departures.hpp"
#include "diff/replay/guest_cpu.hpp"

namespace trapspec::diff {

/// What came of comparing one report.
struct Report_comparison {
    std::size_t compared = 0;
    Departure_counts departures{};                     ///< values that differ for a known reason
    std::vector<Difference> found;                     ///< all others
    std::map<std::string, std::uint64_t> not_compared; ///< "field: reason", how many values

    [[nodiscard]] std::uint64_t departures_in_all() const;
};

/// What of a start is not held against the rules, and what may depart from them.
struct Frame_places {
    std::optional<std::size_t> eip, esp; ///< words that the report alone tells
    std::optional<std::size_t> eflags;   ///< the word with the pushed flags, for a delivery by the CPU
    bool esp_in_report_alone = false;    ///< the handler's esp, too
    bool may_be_elsewhere = false;       ///< the words below the page of the frame's top
};

class Holding {
public:
    /// `source` is model::arch::source of what the CPU delivered; nothing: the Host delivered.
    Holding(traces::Cpu cpu, std::optional<std::uint32_t> source) : cpu_(cpu), source_(source) {}

    /// One value against the model's and, if there is one, the implementation's. False when they differ for no known
    /// reason.
    bool hold(
        const std::string& field, Report_difference value, std::uint32_t model, std::optional<std::uint32_t> other);

    /// esp, eflags and the frame; `other` is the implementation's, or nullptr.
    void hold_start(const traces::Handler_entry& report,
        const Handler_start& model,
        const Handler_start* other,
        Frame_places places);

    void leave_out(const std::string& what, std::uint64_t values = 1);

    [[nodiscard]] const Report_comparison& result() const { return result_; }

private:
    void hold_word(std::size_t number,
        std::uint32_t observed,
        const Handler_start& model,
        const Handler_start* other,
        const Frame_places& places);

    traces::Cpu cpu_;
    std::optional<std::uint32_t> source_;
    Report_comparison result_;
};

} // namespace trapspec::diff
