#include "cli/replay_output.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <numeric>
#include <nlohmann/json.hpp>

#include "cli/dut_options.hpp"
#include "cli/output.hpp"
#include "model/rules.hpp"

namespace trapspec::cli {

namespace {

std::uint64_t total(const std::map<std::string, std::uint64_t>& counts) {
    std::uint64_t sum = 0;
    for (const auto& [what, count] : counts) {
        sum += count;
    }
    return sum;
}

std::uint64_t departures_in_all(const diff::Replay_report& report) {
    return std::accumulate(report.departures.begin(), report.departures.end(), std::uint64_t{0});
}

std::string show_optional(const diff::Difference& difference, const std::optional<std::uint64_t>& value) {
    return value ? diff::show_value(difference, *value) : "-";
}

} // namespace

void print_replay_line(const diff::Replay_report& report) {
    const std::string verdict =
        report.mismatching_events == 0
            ? good("0 differences")
            : bad(fmt::format("{} events with differences", grouped(report.mismatching_events)));
    const auto also = [](std::uint64_t count, std::string_view what) {
        return count == 0 ? "" : fmt::format(", {} {}", grouped(count), what);
    };
    const std::string left_out =
        report.left_out == 0 ? ""
                             : bad(fmt::format(", {} of them without the implementation", grouped(report.left_out)));
    fmt::print("{}  {}  {} events{}, {} recorded values compared{}{}, {}  {}\n",
        report.file,
        report.rules,
        grouped(report.events),
        left_out,
        grouped(report.compared_values),
        also(departures_in_all(report), "departures known"),
        also(total(report.uncompared), "not comparable"),
        verdict,
        faint(fmt::format("{:.2f} s", report.seconds)));
}

void print_replay_tables(const diff::Replay_report& report) {
    fmt::print("\n  events\n");
    for (const auto& [kind, count] : report.events_by_kind) {
        fmt::print("    {:>10}  {}\n", grouped(count), kind);
    }
    if (!report.traps_by_vector.empty()) {
        fmt::print("\n  traps by vector\n");
        for (const auto& [vector, count] : report.traps_by_vector) {
            fmt::print("    {:>10}  {:#04x}\n", grouped(count), vector);
        }
    }
    fmt::print("\n  rules that fired\n");
    for (const model::Arm_info& arm : model::arm_table) {
        if (const auto found = report.arms_fired.find(std::string(arm.name)); found != report.arms_fired.end()) {
            fmt::print("    {:>10}  {:<9} {}\n", grouped(found->second), arm.rule, arm.text);
        }
    }
    if (!report.handler_entries.empty()) {
        fmt::print("\n  reports of the Guest's handlers\n");
        for (const auto& [path, count] : report.handler_entries) {
            fmt::print("    {:>10}  {}\n", grouped(count), path);
        }
    }
    if (departures_in_all(report) > 0) {
        fmt::print("\n  known departures from the rules\n");
        print_departures(report.departures);
    }
    if (!report.kinds_not_done.empty()) {
        fmt::print("\n  the implementation does not do, and is not compared from there to the next start_guest\n");
        for (const auto& [kind, count] : report.kinds_not_done) {
            fmt::print("    {:>10}  {}\n", grouped(count), kind);
        }
    }
    if (!report.uncompared.empty()) {
        fmt::print("\n  recorded but not comparable\n");
        for (const auto& [reason, count] : report.uncompared) {
            fmt::print("    {:>10}  {}\n", grouped(count), reason);
        }
    }
    fmt::print("\n");
}

void print_departures(const diff::Departure_counts& counts) {
    for (const diff::Departure_info& each : diff::departure_table) {
        if (const std::uint64_t count = counts[static_cast<std::size_t>(each.departure)]; count > 0) {
            fmt::print("    {:>10}  {:<9} {}: {}\n", grouped(count), each.rule, each.name, each.reason);
        }
    }
}

void print_mismatches(const diff::Replay_report& report) {
    for (const diff::Mismatch& each : report.mismatches) {
        fmt::print("\n{}:{}: event {}, {}{}{}\n",
            report.file,
            each.line,
            each.number,
            each.event,
            each.origin.empty() ? "" : fmt::format(" ({})", each.origin),
            each.before_the_event ? ": the state had gone wrong before it" : "");
        if (!each.explanation.empty()) {
            fmt::print("  {}\n", each.explanation);
        }
        if (!each.rules.empty()) {
            fmt::print("  rules: {}\n", fmt::join(each.rules, ", "));
        }
        if (!each.trouble.empty()) {
            fmt::print("    {}\n", bad(each.trouble));
            print_complaints(each.complaints, "    ");
        }
        for (const diff::Difference& difference : each.differences) {
            fmt::print(
                "    {}: {}\n{}", bad(difference.field), diff::who_stands_alone(difference), diff::show(difference));
        }
    }
    if (report.mismatching_events > report.mismatches.size()) {
        fmt::print("\n  {} more events with differences are not shown\n",
            grouped(report.mismatching_events - report.mismatches.size()));
    }
}

nlohmann::ordered_json to_json(const diff::Difference& difference) {
    return {{"field", difference.field},
        {"observed", show_optional(difference, difference.observed)},
        {"model", show_optional(difference, difference.model)},
        {"implementation", show_optional(difference, difference.implementation)},
        {"alone", diff::who_stands_alone(difference)}};
}

nlohmann::ordered_json to_json(const diff::Replay_report& report) {
    nlohmann::ordered_json json{{"file", report.file},
        {"source", report.source},
        {"rules", report.rules},
        {"events", report.events},
        {"compared_values", report.compared_values},
        {"mismatching_events", report.mismatching_events},
        {"left_out", report.left_out},
        {"kinds_not_done", report.kinds_not_done},
        {"seconds", report.seconds},
        {"events_by_kind", report.events_by_kind},
        {"arms_fired", report.arms_fired},
        {"uncompared", report.uncompared},
        {"mismatches", nlohmann::ordered_json::array()}};
    json["handler_entries"] = report.handler_entries;
    json["departures"] = nlohmann::ordered_json::array();
    for (const diff::Departure_info& each : diff::departure_table) {
        json["departures"].push_back({{"name", each.name},
            {"rule", each.rule},
            {"reason", each.reason},
            {"count", report.departures[static_cast<std::size_t>(each.departure)]}});
    }
    for (const auto& [vector, count] : report.traps_by_vector) {
        json["traps_by_vector"][fmt::format("0x{:08x}", vector)] = count;
    }
    for (const diff::Mismatch& each : report.mismatches) {
        nlohmann::ordered_json mismatch{{"event_number", each.number},
            {"line", each.line},
            {"origin", each.origin},
            {"event", each.event},
            {"explanation", each.explanation},
            {"before_the_event", each.before_the_event},
            {"trouble", each.trouble},
            {"complaints", each.complaints},
            {"rules", each.rules},
            {"differences", nlohmann::ordered_json::array()}};
        for (const diff::Difference& difference : each.differences) {
            mismatch["differences"].push_back(to_json(difference));
        }
        json["mismatches"].push_back(std::move(mismatch));
    }
    return json;
}

} // namespace trapspec::cli
