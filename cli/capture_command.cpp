#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <deque>
#include <filesystem>
#include <future>
#include <memory>
#include <nlohmann/json.hpp>
#include <thread>

#include "cli/commands.hpp"
#include "cli/interrupt.hpp"
#include "cli/output.hpp"
#include "diff/metal/capture.hpp"

namespace trapspec::cli {

namespace {

namespace fs = std::filesystem;
using diff::metal::Captured;

constexpr const char* every_scenario = "all";

struct Arguments {
    std::string on = "qemu";
    std::vector<std::string> scenarios;
    std::string output;
    std::string images;
    int limit_seconds = 30;
    bool list = false;
    bool console = false;
};

std::vector<std::string> scenarios_of(const Arguments& arguments) {
    const auto known = diff::metal::scenarios();
    if (std::find(arguments.scenarios.begin(), arguments.scenarios.end(), every_scenario) !=
        arguments.scenarios.end()) {
        return {known.begin(), known.end()};
    }
    for (const std::string& name : arguments.scenarios) {
        if (std::find(known.begin(), known.end(), name) == known.end()) {
            throw std::invalid_argument(fmt::format("there is no scenario \"{}\"; --list names them", name));
        }
    }
    return arguments.scenarios;
}

/// One scenario goes to the file that was asked for; several go into a folder.
fs::path file_for(const std::string& scenario, const Arguments& arguments, bool several) {
    const std::string name = scenario + ".jsonl.zst";
    if (several) {
        return fs::path(arguments.output.empty() ? "." : arguments.output) / name;
    }
    return arguments.output.empty() ? fs::path(name) : fs::path(arguments.output);
}

void print(const Captured& captured, const fs::path& file, bool with_console) {
    fmt::print("{}  {:<22} {:>7} events  {:.2f} s  {}\n",
        captured.passed ? good("passed") : bad("failed"),
        captured.scenario,
        grouped(captured.events),
        captured.seconds,
        file.string());
    if (with_console || !captured.passed) {
        fmt::print("{}", captured.console);
    }
}

void run(const Arguments& arguments, Global& global) {
    if (arguments.list) {
        nlohmann::ordered_json names = nlohmann::ordered_json::array();
        for (const char* name : diff::metal::scenarios()) {
            names.push_back(name);
            if (!global.json) {
                fmt::print("{}\n", name);
            }
        }
        if (global.json) {
            print_json({{"command", "capture"}, {"scenarios", names}});
        }
        return;
    }

    diff::metal::Boot boot;
    boot.machine = diff::metal::machine_named(arguments.on).value();
    boot.images = arguments.images.empty() ? diff::metal::default_images() : fs::path(arguments.images);
    boot.limit = std::chrono::seconds(arguments.limit_seconds);
    boot.watch = stop_if_interrupted;
    const std::vector<std::string> scenarios = scenarios_of(arguments);
    const bool several = scenarios.size() > 1;
    if (several && !arguments.output.empty()) {
        fs::create_directories(arguments.output);
    }
    const std::string version = diff::metal::version_of(boot.machine);

    nlohmann::ordered_json captures = nlohmann::ordered_json::array();
    Progress_line progress(!global.json);
    const std::size_t at_a_time = std::max(std::thread::hardware_concurrency(), 1U);
    std::deque<std::future<Captured>> running;
    auto next = scenarios.begin();
    for (const std::string& scenario : scenarios) {
        for (; next != scenarios.end() && running.size() < at_a_time; ++next) {
            boot.scenario = *next;
            running.push_back(
                std::async(std::launch::async, [boot, version, file = file_for(*next, arguments, several)] {
                    return diff::metal::capture(boot, version, file);
                }));
        }
        progress.show(fmt::format("capture: {}", scenario));
        const fs::path file = file_for(scenario, arguments, several);
        const Captured captured = running.front().get();
        running.pop_front();
        global.status = worse(global.status, captured.passed ? agreed : diverged);
        progress.show("");
        if (!global.json) {
            print(captured, file, arguments.console);
        }
        captures.push_back({{"scenario", scenario},
            {"passed", captured.passed},
            {"events", captured.events},
            {"seconds", captured.seconds},
            {"trace", file.string()},
            {"console", captured.console}});
    }
    if (global.json) {
        print_json({{"command", "capture"}, {"on", arguments.on}, {"version", version}, {"captures", captures}});
    }
}

} // namespace

void add_capture(CLI::App& app, Global& global) {
    auto arguments = std::make_shared<Arguments>();
    CLI::App* command = app.add_subcommand("capture", "Run a scenario on the bootable Host, and write it as a trace");
    command->add_option("--on", arguments->on, "The machine")
        ->capture_default_str()
        ->check(CLI::IsMember({"qemu", "bochs", "kvm"}));
    auto* const scenario = command->add_option("--scenario", arguments->scenarios, "Its name; all for every one");
    command->add_flag("--list", arguments->list, "Name the scenarios")->excludes(scenario);
    command->add_option("-o,--output", arguments->output, "The trace (.zst compresses it), or the folder for several");
    command->add_option("--images", arguments->images, "The folder of trapspec-metal.elf and trapspec-metal.img");
    command->add_option("--time-limit", arguments->limit_seconds, "Seconds that one scenario may take")
        ->capture_default_str()
        ->check(CLI::Range(1, 3600));
    command->add_flag("--console", arguments->console, "Print what Host and Guest said");
    command->callback([arguments, &global] {
        if (arguments->scenarios.empty() && !arguments->list) {
            throw std::invalid_argument("capture needs --scenario (or --list)");
        }
        run(*arguments, global);
    });
}

} // namespace trapspec::cli
