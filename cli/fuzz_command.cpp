#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/commands.hpp"
#include "cli/fuzz_output.hpp"
#include "cli/interrupt.hpp"
#include "cli/output.hpp"
#include "cli/replay_output.hpp"
#include "model/rules.hpp"

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
    fmt::print("fuzz  seed {}: {} cases, {} events compared in {:.1f} s ({} events a second), {} arms and {} pairs "
               "reached, {}\n",
        report.seed,
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
        {"cases", report.cases},
        {"events", report.events},
        {"seconds", report.seconds},
        {"arms_reached", diff::arms_reached(report.coverage)},
        {"pairs_reached", diff::pairs_reached(report.coverage)},
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

void add_fuzz(CLI::App& app, Global& global) {
    auto options = std::make_shared<diff::Fuzz_options>();
    auto save = std::make_shared<std::string>("runs");
    CLI::App* command = app.add_subcommand("fuzz", "Drive model and implementation with the same random events");
    CLI::Option* cases = command->add_option("--cases", options->cases, "Event sequences to run")
                             ->capture_default_str()
                             ->check(CLI::Range(1.0, 1e15).description("1 or more"));
    command->add_option("--time", options->seconds, "Seconds to run, instead of a number of cases")
        ->check(CLI::Range(0.1, 1e9).description("seconds"))
        ->excludes(cases);
    command->add_option("--seed", options->seed, "Same seed, same events")->capture_default_str();
    command->add_option("--rules", options->rules, "One rule version only")->check(CLI::IsMember(rule_set_names()));
    command->add_option("--implementation", options->implementation, "Program to use as the implementation")
        ->check(CLI::ExistingFile);
    command->add_option("--save", *save, "Folder for the traces of divergences")->capture_default_str();
    command->callback([options, save, &global] {
        Progress_line progress(!global.json);
        options->save = *save;
        options->progress = [&](std::uint64_t cases_done, std::uint64_t events) {
            stop_if_interrupted();
            progress.show(fmt::format("fuzz: {} cases, {} events", grouped(cases_done), grouped(events)));
        };
        const diff::Fuzz_report report = diff::fuzz(*options);
        progress.show("");
        if (!report.divergences.empty()) {
            global.status = diverged;
        }
        if (global.json) {
            nlohmann::ordered_json json = to_json(report);
            json["command"] = "fuzz";
            print_json(json);
        } else {
            print_fuzz(report);
        }
    });
}

} // namespace trapspec::cli
