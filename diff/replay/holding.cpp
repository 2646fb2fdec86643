#include "diff/replay/holding.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

namespace trapspec::diff {

namespace {

constexpr std::uint32_t page_mask = ~0xFFFU;

std::uint32_t above(std::uint32_t esp, std::size_t words) {
    return esp + static_cast<std::uint32_t>(4 * words);
}

bool in_page_of_top(const Handler_start& start, std::size_t word) {
    return (above(start.esp, word) & page_mask) == (above(start.esp, start.words.size()) & page_mask);
}

/// Whether the Guest finds other words where the frame's should be in a page below that of its top. An old frame may share
/// some of them, yet not all but one.
bool looks_elsewhere(const traces::Handler_entry& report, const Handler_start& start) {
    constexpr std::size_t least_words = 2;
    std::size_t differing = 0;
    for (std::size_t i = 0; i < std::min(start.words.size(), report.words.size()); ++i) {
        differing += !in_page_of_top(start, i) && report.words[i] != start.words[i] ? 1U : 0U;
    }
    return differing >= least_words;
}

} // namespace

std::uint64_t Report_comparison::departures_in_all() const {
    return std::accumulate(departures.begin(), departures.end(), std::uint64_t{0});
}

bool Holding::hold(
    const std::string& field, Report_difference value, std::uint32_t model, std::optional<std::uint32_t> other) {
    ++result_.compared;
    if (model == value.observed && other.value_or(model) == value.observed) {
        return true;
    }
    value.source = source_;
    value.expected = model;
    const auto departure = departure_of(value, cpu_);
    if (departure && other.value_or(model) == model) {
        ++result_.departures[static_cast<std::size_t>(*departure)];
        return true;
    }
    result_.found.push_back({"handler_entry." + field, value.observed, model, other});
    return false;
}

void Holding::leave_out(const std::string& what, std::uint64_t values) {
    if (values > 0) {
        result_.not_compared["handler_entry." + what] += values;
    }
}

void Holding::hold_word(std::size_t number,
    std::uint32_t observed,
    const Handler_start& model,
    const Handler_start* other,
    const Frame_places& places) {
    Report_difference value;
    value.observed = observed;
    value.is_pushed_flags = number == places.eflags;
    value.is_elsewhere = places.may_be_elsewhere && !in_page_of_top(model, number);
    hold(fmt::format("words[{}]", number),
        value,
        model.words[number],
        other != nullptr && number < other->words.size() ? std::optional{other->words[number]} : std::nullopt);
}

void Holding::hold_start(
    const traces::Handler_entry& report, const Handler_start& model, const Handler_start* other, Frame_places places) {
    const auto of_other = [&](std::uint32_t Handler_start::*part) {
        return other != nullptr ? std::optional{other->*part} : std::nullopt;
    };
    if (places.esp_in_report_alone) {
        leave_out("esp: where the program's stack was is in the report alone");
    } else {
        hold("esp", {.observed = report.esp}, model.esp, of_other(&Handler_start::esp));
    }
    hold("eflags", {.observed = report.eflags}, model.eflags, of_other(&Handler_start::eflags));
    places.may_be_elsewhere = places.may_be_elsewhere && looks_elsewhere(report, model);
    const std::size_t count = std::min(model.words.size(), report.words.size());
    for (std::size_t i = 0; i < count; ++i) {
        if (i == places.eip || i == places.esp) {
            leave_out(fmt::format("words: the program's {} is in the report alone", i == places.eip ? "eip" : "esp"));
        } else {
            hold_word(i, report.words[i], model, other, places);
        }
    }
    leave_out("words: the report ends before the frame", model.words.size() - count);
    leave_out("words: above the frame", report.words.size() - count);
}

} // namespace trapspec::diff
