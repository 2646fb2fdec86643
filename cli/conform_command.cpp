#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/commands.hpp"
#include "cli/dut_options.hpp"
#include "cli/interrupt.hpp"
#include "cli/output.hpp"
#include "diff/conform/conform.hpp"

namespace trapspec::cli {

namespace {

using diff::Verdict;

const char* name_of(Verdict verdict) {
    switch (verdict) {
    case Verdict::passed:
        return "passed";
    case Verdict::failed:
        return "failed";
    case Verdict::left_out:
        return "left out";
    }
    return "";
}

std::string shown(Verdict verdict) {
    const std::string name = fmt::format("{:<8}", name_of(verdict));
    return verdict == Verdict::passed ? good(name) : verdict == Verdict::failed ? bad(name) : faint(name);
}

void print(const diff::Conform_report& report, diff::Dut_form form) {
    for (const diff::Check_result& each : report.results) {
        const bool short_reason = each.verdict == Verdict::left_out;
        fmt::print("{}  {:<14} {}{}\n",
            shown(each.verdict),
            each.section,
            each.what,
            short_reason ? faint(fmt::format(" ({})", each.why)) : "");
        if (each.verdict == Verdict::failed) {
            print_indented(each.why, "    ");
        }
    }
    const std::size_t failed = report.count(Verdict::failed);
    const std::string count_of_failed = fmt::format("{} failed", failed);
    fmt::print("conform  {}{}{}: {} passed, {}, {} left out\n",
        diff::name_of(form),
        report.configuration.empty() ? "" : ", ",
        report.configuration,
        report.count(Verdict::passed),
        failed == 0 ? good(count_of_failed) : bad(count_of_failed),
        report.count(Verdict::left_out));
}

nlohmann::ordered_json to_json(const diff::Conform_report& report, diff::Dut_form form) {
    nlohmann::ordered_json checks = nlohmann::ordered_json::array();
    for (const diff::Check_result& each : report.results) {
        checks.push_back(
            {{"section", each.section}, {"check", each.what}, {"verdict", name_of(each.verdict)}, {"why", each.why}});
    }
    return {{"command", "conform"},
        {"form", diff::name_of(form)},
        {"configuration", report.configuration},
        {"passed", report.count(Verdict::passed)},
        {"failed", report.count(Verdict::failed)},
        {"left_out", report.count(Verdict::left_out)},
        {"checks", checks}};
}

void run(diff::Conform_options& options, Global& global) {
    Progress_line progress(!global.json);
    options.progress = [&](const std::string& what) {
        stop_if_interrupted();
        progress.show("conform: " + what);
    };
    const diff::Conform_report report = diff::conform(options);
    progress.show("");
    global.status = report.count(Verdict::failed) == 0 ? agreed : diverged;
    if (global.json) {
        print_json(to_json(report, options.dut.form));
    } else {
        print(report, options.dut.form);
    }
}

} // namespace

void add_conform(CLI::App& app, Global& global) {
    auto options = std::make_shared<diff::Conform_options>();
    CLI::App* command = app.add_subcommand(
        "conform", "Whether an implementation keeps the protocol: one check at a time, by section of diff/wire/README.md");
    add_dut_options(*command, options->dut);
    command->add_option("--rules", options->rules, "The rule version to start it under; the first that it takes otherwise")
        ->check(CLI::IsMember(rule_set_names()));
    command->callback([options, &global] { run(*options, global); });
}

} // namespace trapspec::cli
