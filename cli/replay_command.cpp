#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/commands.hpp"
#include "cli/dut_options.hpp"
#include "cli/interrupt.hpp"
#include "cli/output.hpp"
#include "cli/replay_output.hpp"

namespace trapspec::cli {

namespace {

struct Arguments {
    std::vector<std::string> files;
    std::vector<std::string> against{"model", "impl"};
    std::string rules;
    diff::Dut dut;
    bool explain = false;
    std::size_t most = 5;
};

void run(const Arguments& arguments, Global& global) {
    diff::Replay_options options;
    const auto wants = [&](const char* side) {
        return std::find(arguments.against.begin(), arguments.against.end(), side) != arguments.against.end();
    };
    options.against_model = wants("model");
    options.against_implementation = wants("impl");
    options.rules = arguments.rules;
    options.dut = arguments.dut;
    options.most_mismatches = arguments.most;

    nlohmann::ordered_json reports = nlohmann::ordered_json::array();
    for (const std::string& file : arguments.files) {
        Progress_line progress(!global.json);
        nlohmann::ordered_json explained = nlohmann::ordered_json::array();
        if (arguments.explain) {
            options.explain = [&](const std::string& line) {
                stop_if_interrupted();
                if (global.json) {
                    explained.push_back(line);
                } else {
                    fmt::print("{}\n", line);
                }
            };
        }
        options.progress = [&](std::uint64_t events) {
            stop_if_interrupted();
            progress.show(fmt::format("{}: {} events", file, grouped(events)));
        };
        const diff::Replay_report report = diff::replay(file, options);
        progress.show("");
        if (report.mismatching_events > 0) {
            global.status = worse(global.status, diverged);
        } else if (report.left_out > 0) {
            global.status = worse(global.status, undecided);
        }
        if (global.json) {
            reports.push_back(to_json(report));
            if (arguments.explain) {
                reports.back()["explained"] = std::move(explained);
            }
            continue;
        }
        print_replay_line(report);
        if (!arguments.explain) {
            print_replay_tables(report);
        }
        print_mismatches(report);
    }
    if (global.json) {
        print_json(nlohmann::ordered_json{{"command", "replay"}, {"replays", reports}});
    }
}

} // namespace

void add_replay(CLI::App& app, Global& global) {
    auto arguments = std::make_shared<Arguments>();
    CLI::App* command = app.add_subcommand("replay", "Replay traces through model and implementation, three ways");
    command->add_option("FILE", arguments->files, "Trace files (.jsonl, .jsonl.zst)")->required();
    command->add_option("--against", arguments->against, "What to hold the recording against: model, impl")
        ->delimiter(',')
        ->check(CLI::IsMember({"model", "impl"}));
    command->add_option("--rules", arguments->rules, "Rule version instead of the header's")
        ->check(CLI::IsMember(rule_set_names()));
    add_dut_options(*command, arguments->dut);
    command->add_option("--mismatches", arguments->most, "Events with differences to show in full")
        ->capture_default_str();
    command->add_flag("--explain", arguments->explain, "Tell each event in one line");
    command->callback([arguments, &global] { run(*arguments, global); });
}

} // namespace trapspec::cli
