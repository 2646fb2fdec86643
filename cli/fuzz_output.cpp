#include "cli/fuzz_output.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <nlohmann/json.hpp>

#include "cli/commands.hpp"
#include "cli/coverage_output.hpp"
#include "cli/dut_options.hpp"
#include "cli/output.hpp"
#include "cli/replay_output.hpp"

namespace trapspec::cli {

namespace {

/// Of a sequence that could not be shrunk; all of it is in the trace.
constexpr std::size_t most_lines = 12;

void print_what_was_left_out(const diff::Fuzz_report& report) {
    if (report.kinds != diff::all_kinds) {
        fmt::print("{} {} of {} kinds of event, which the implementation does not do: {}\n",
            bad("left out:"),
            model::event_count - static_cast<std::size_t>(std::popcount(report.kinds)),
            model::event_count,
            kinds_left_out(report.kinds));
    }
    if (!report.refused.empty()) {
        fmt::print("{} {} configurations, which the implementation refuses: {}\n",
            bad("left out:"),
            report.refused.size(),
            fmt::join(report.refused, "; "));
    }
}

} // namespace

void print_fuzz(const diff::Fuzz_report& report, const std::string& dut) {
    for (const diff::Divergence& each : report.divergences) {
        fmt::print("{} in case {}{} ({}, syscall_vector {:#x}), shrunk from {} events to {}\n",
            bad("divergence"),
            each.case_number,
            each.count > 1 ? fmt::format(" and {} more", grouped(each.count - 1)) : "",
            each.rules,
            each.syscall_vector,
            each.events_before,
            each.events);
        const std::size_t not_shown = each.lines.size() - std::min(each.lines.size(), most_lines);
        if (not_shown > 0) {
            fmt::print("    {} events, and then\n", not_shown);
        }
        for (std::size_t i = not_shown; i < each.lines.size(); ++i) {
            fmt::print("    {}\n", each.lines[i]);
        }
        if (!each.key.trouble.empty()) {
            fmt::print("    {}\n", bad(each.key.trouble));
            print_complaints(each.complaints, "    ");
        }
        for (const diff::Difference& difference : each.differences) {
            fmt::print(
                "    {}: {}\n{}", bad(difference.field), diff::who_stands_alone(difference), diff::show(difference));
        }
        if (!each.trace.empty()) {
            fmt::print("  saved as {}; run: trapspec replay {}{}\n", each.trace.string(), each.trace.string(), dut);
        }
        if (!each.not_saved.empty()) {
            fmt::print("  {} {}\n", bad("not saved:"), each.not_saved);
        }
    }
    print_what_was_left_out(report);
    const std::string shard =
        report.shard.count > 1 ? fmt::format(", shard {}/{}", report.shard.index, report.shard.count) : "";
    fmt::print("fuzz  seed {}{}: {} cases, {} events compared in {:.1f} s ({} events a second), {} arms and {} pairs "
               "reached, {}\n",
        report.seed,
        shard,
        grouped(report.cases),
        grouped(report.events),
        report.seconds,
        grouped(
            static_cast<std::uint64_t>(report.seconds > 0 ? static_cast<double>(report.events) / report.seconds : 0)),
        diff::arms_reached(report.coverage),
        grouped(diff::pairs_reached(report.coverage)),
        report.divergences.empty() ? good("0 divergences")
                                   : bad(fmt::format("{} different divergences", report.divergences.size())));
}

nlohmann::ordered_json to_json(const diff::Fuzz_report& report) {
    nlohmann::ordered_json json{{"seed", report.seed},
        {"shard", fmt::format("{}/{}", report.shard.index, report.shard.count)},
        {"cases", report.cases},
        {"events", report.events},
        {"seconds", report.seconds},
        {"arms_reached", diff::arms_reached(report.coverage)},
        {"pairs_reached", diff::pairs_reached(report.coverage)},
        {"kinds_left_out", nlohmann::ordered_json::array()},
        {"configurations_refused", report.refused},
        {"coverage", to_json(report.coverage)},
        {"divergences", nlohmann::ordered_json::array()}};
    for (const model::Event_info& event : model::event_table) {
        if (!diff::does(report.kinds, event.kind)) {
            json["kinds_left_out"].push_back(event.name);
        }
    }
    for (const diff::Divergence& each : report.divergences) {
        nlohmann::ordered_json divergence{{"case", each.case_number},
            {"rules", each.rules},
            {"syscall_vector", each.syscall_vector},
            {"events_before", each.events_before},
            {"events", each.lines},
            {"rule", each.key.rule},
            {"arm", each.key.arm},
            {"field", each.key.field},
            {"count", each.count},
            {"trouble", each.key.trouble},
            {"complaints", each.complaints},
            {"trace", each.trace.string()},
            {"not_saved", each.not_saved},
            {"differences", nlohmann::ordered_json::array()}};
        for (const diff::Difference& difference : each.differences) {
            divergence["differences"].push_back(to_json(difference));
        }
        json["divergences"].push_back(std::move(divergence));
    }
    return json;
}

int status_of(const diff::Fuzz_report& report) {
    const auto not_saved = [](const diff::Divergence& each) { return !each.not_saved.empty(); };
    if (std::any_of(report.divergences.begin(), report.divergences.end(), not_saved)) {
        return bad_input;
    }
    const bool left_out = must_reach_every_arm(report) && !unreached(report.coverage).empty();
    return report.divergences.empty() && !left_out ? agreed : diverged;
}

void show_fuzz(const diff::Fuzz_report& report, const char* command, bool coverage, bool json, const std::string& dut) {
    if (json) {
        nlohmann::ordered_json document = to_json(report);
        document["command"] = command;
        print_json(document);
        return;
    }
    if (coverage) {
        print_coverage(report.coverage);
    }
    print_fuzz(report, dut);
    if (!coverage && must_reach_every_arm(report)) {
        for (const Unreached_arm& each : unreached(report.coverage)) {
            fmt::print("{} {} {} under {}\n", bad("never reached:"), each.rule, each.arm, each.rules);
        }
    }
}

} // namespace trapspec::cli
