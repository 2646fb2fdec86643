#include "cli/fuzz_output.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "cli/commands.hpp"
#include "cli/coverage_output.hpp"
#include "cli/output.hpp"
#include "cli/replay_output.hpp"

namespace trapspec::cli {

void print_fuzz(const diff::Fuzz_report& report) {
    for (const diff::Divergence& each : report.divergences) {
        fmt::print("{} in case {}{} ({}, syscall_vector {:#x}), shrunk from {} events to {}\n",
            bad("divergence"),
            each.case_number,
            each.count > 1 ? fmt::format(" and {} more", grouped(each.count - 1)) : "",
            each.rules,
            each.syscall_vector,
            each.events_before,
            each.events);
        for (const std::string& line : each.lines) {
            fmt::print("    {}\n", line);
        }
        if (!each.key.trouble.empty()) {
            fmt::print("    {}\n", bad(each.key.trouble));
        }
        for (const diff::Difference& difference : each.differences) {
            fmt::print(
                "    {}: {}\n{}", bad(difference.field), diff::who_stands_alone(difference), diff::show(difference));
        }
        if (!each.trace.empty()) {
            fmt::print("  saved as {}; run: trapspec replay {}\n", each.trace.string(), each.trace.string());
        }
    }
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
        {"coverage", to_json(report.coverage)},
        {"divergences", nlohmann::ordered_json::array()}};
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
            {"trace", each.trace.string()},
            {"differences", nlohmann::ordered_json::array()}};
        for (const diff::Difference& difference : each.differences) {
            divergence["differences"].push_back(to_json(difference));
        }
        json["divergences"].push_back(std::move(divergence));
    }
    return json;
}

int status_of(const diff::Fuzz_report& report) {
    const bool left_out = is_long(report.coverage, report.cases) && !unreached(report.coverage).empty();
    return report.divergences.empty() && !left_out ? agreed : diverged;
}

void show_fuzz(const diff::Fuzz_report& report, const char* command, bool coverage, bool json) {
    if (json) {
        nlohmann::ordered_json document = to_json(report);
        document["command"] = command;
        print_json(document);
        return;
    }
    if (coverage) {
        print_coverage(report.coverage);
    }
    print_fuzz(report);
    if (!coverage && is_long(report.coverage, report.cases)) {
        for (const Unreached_arm& each : unreached(report.coverage)) {
            fmt::print("{} {} {} under {}\n", bad("never reached:"), each.rule, each.arm, each.rules);
        }
    }
}

} // namespace trapspec::cli
