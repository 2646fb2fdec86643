#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/checkout.hpp"
#include "cli/commands.hpp"
#include "cli/dut_options.hpp"
#include "cli/fuzz_output.hpp"
#include "cli/interrupt.hpp"
#include "cli/numbers.hpp"
#include "cli/output.hpp"
#include "cli/prove_output.hpp"
#include "cli/replay_output.hpp"

namespace trapspec::cli {

namespace {

namespace fs = std::filesystem;

struct Arguments {
    std::string corpus;
    std::uint64_t cases = 5000;
    std::uint64_t seed = 1;
};

std::vector<std::string> traces_in(const std::string& folder) {
    std::vector<std::string> files;
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
        const std::string name = entry.path().filename().string();
        if (entry.is_regular_file() && (name.ends_with(".jsonl") || name.ends_with(".jsonl.zst"))) {
            files.push_back(entry.path().string());
        }
    }
    std::sort(files.begin(), files.end());
    if (files.empty()) {
        throw std::invalid_argument(folder + " holds no trace (.jsonl or .jsonl.zst)");
    }
    return files;
}

class Check {
public:
    Check(const Arguments& arguments, Global& global)
        : arguments_(arguments), global_(global), progress_(!global.json) {}

    void run() {
        replay_corpus();
        run_fuzz();
        prove_all();
        if (global_.json) {
            json_["exit_status"] = global_.status;
            print_json(json_);
        } else {
            fmt::print("{}\n", global_.status == agreed ? good("check  all agreed and proved") : bad("check  FAILED"));
        }
    }

private:
    void replay_corpus() {
        std::uint64_t events = 0;
        std::uint64_t values = 0;
        std::uint64_t different = 0;
        std::uint64_t uncompared = 0;
        double seconds = 0;
        const std::vector<std::string> files = traces_in(arguments_.corpus);
        for (const std::string& file : files) {
            diff::Replay_options options;
            options.progress = [&](std::uint64_t done) {
                stop_if_interrupted();
                progress_.show(fmt::format("replay: {}, {} events", fs::path(file).filename().string(), grouped(done)));
            };
            const diff::Replay_report report = diff::replay(file, options);
            progress_.show("");
            events += report.events;
            values += report.compared_values;
            different += report.mismatching_events;
            seconds += report.seconds;
            for (std::size_t i = 0; i < departures_.size(); ++i) {
                departures_[i] += report.departures[i];
            }
            for (const auto& [reason, count] : report.uncompared) {
                uncompared += count;
                reasons_[reason] += count;
            }
            if (report.mismatching_events > 0) {
                global_.status = worse(global_.status, diverged);
                if (!global_.json) {
                    print_replay_line(report);
                    print_mismatches(report);
                }
            }
            json_["replay"].push_back(to_json(report));
        }
        if (!global_.json) {
            fmt::print(
                "replay {} traces: {} events, {} recorded values compared with model and implementation, {}  {}\n",
                files.size(),
                grouped(events),
                grouped(values),
                different == 0 ? good("0 differences") : bad(fmt::format("{} events differ", grouped(different))),
                faint(fmt::format("{:.1f} s", seconds)));
            if (departures_ != diff::Departure_counts{}) {
                fmt::print("       known departures from the rules:\n");
                print_departures(departures_);
            }
            fmt::print("       {} recorded values cannot be compared:\n", grouped(uncompared));
            for (const auto& [reason, count] : reasons_) {
                fmt::print("         {:>9}  {}\n", grouped(count), reason);
            }
        }
    }

    void run_fuzz() {
        diff::Fuzz_options options;
        options.seed = arguments_.seed;
        options.cases = arguments_.cases;
        attend(options.dut);
        options.progress = [&](std::uint64_t cases, std::uint64_t) {
            stop_if_interrupted();
            progress_.show(fmt::format("fuzz: {} of {} cases", grouped(cases), grouped(arguments_.cases)));
        };
        const diff::Fuzz_report report = diff::fuzz(options);
        progress_.show("");
        global_.status = worse(global_.status, status_of(report));
        if (!global_.json) {
            print_fuzz(report);
        }
        json_["fuzz"] = to_json(report);
    }

    void prove_all() {
        const proofs::Report report =
            proofs::prove({}, [&](std::size_t done, std::size_t total, const proofs::Result& result) {
                progress_.show(fmt::format("prove: {} of {}, {}", done, total, result.theorem));
            });
        progress_.show("");
        global_.status = worse(global_.status, report.exit_status());
        if (!global_.json) {
            print_proofs(report, false);
        }
        json_["prove"] = to_json(report);
    }

    const Arguments& arguments_;
    Global& global_;
    Progress_line progress_;
    std::map<std::string, std::uint64_t> reasons_;
    diff::Departure_counts departures_{};
    nlohmann::ordered_json json_{{"command", "check"}};
};

} // namespace

void add_check(CLI::App& app, Global& global) {
    auto arguments = std::make_shared<Arguments>();
    arguments->corpus = default_corpus();
    CLI::App* command =
        app.add_subcommand("check", "The main job: replay the corpus, a bounded differential run, all theorems");
    command->add_option("--corpus", arguments->corpus, "Folder of traces")->check(CLI::ExistingDirectory);
    command->add_option("--cases", arguments->cases, "Sequences of the differential run")
        ->capture_default_str()
        ->check(whole_number);
    command->add_option("--seed", arguments->seed, "Seed of the differential run")
        ->capture_default_str()
        ->check(whole_number);
    command->callback([arguments, &global] { Check(*arguments, global).run(); });
}

} // namespace trapspec::cli
