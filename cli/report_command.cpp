#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/commands.hpp"
#include "cli/coverage_output.hpp"
#include "cli/fuzz_output.hpp"
#include "cli/junit.hpp"
#include "cli/output.hpp"
#include "diff/engine/merge.hpp"

namespace trapspec::cli {

namespace {

struct Arguments {
    std::vector<std::filesystem::path> folders;
    std::filesystem::path corpus;
    std::filesystem::path junit;
    bool merge = false;
    bool coverage = false;
};

void run(const Arguments& arguments, Global& global) {
    if (arguments.folders.size() > 1 && !arguments.merge) {
        throw std::invalid_argument("several runs: give --merge if they are the shards of one");
    }
    const diff::Merged_run merged = diff::merge_runs(arguments.folders, arguments.corpus);
    global.status = status_of(merged.report);
    if (!merged.missing.empty()) {
        global.status = worse(global.status, undecided);
    }
    if (!arguments.junit.empty()) {
        write_junit(merged, arguments.junit);
    }
    if (global.json) {
        nlohmann::ordered_json json = to_json(merged.report);
        json["command"] = "report";
        json["missing"] = merged.missing;
        print_json(json);
        return;
    }
    show_fuzz(merged.report, "report", arguments.coverage, false);
    for (const std::string& each : merged.missing) {
        fmt::print("{} {}\n", bad("missing:"), each);
    }
    if (!arguments.corpus.empty()) {
        fmt::print("corpus: {} traces in {}\n", merged.corpus, arguments.corpus.string());
    }
}

} // namespace

void add_report(CLI::App& app, Global& global) {
    auto arguments = std::make_shared<Arguments>();
    CLI::App* command = app.add_subcommand("report", "What a run in a folder (fuzz --corpus) came to, or its shards");
    command->add_option("runs", arguments->folders, "Folders of runs")->required()->check(CLI::ExistingDirectory);
    command->add_flag("--merge", arguments->merge, "They are the shards of one run: put them together");
    command->add_flag("--coverage", arguments->coverage, "Print which arm was fired how often, and which never");
    command->add_option("--corpus", arguments->corpus, "Folder to write the smallest corpus of all of them to");
    command->add_option("--junit", arguments->junit, "File to write as JUnit XML");
    command->callback([arguments, &global] { run(*arguments, global); });
}

} // namespace trapspec::cli
