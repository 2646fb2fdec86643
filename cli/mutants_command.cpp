#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>

#include "cli/checkout.hpp"
#include "cli/commands.hpp"
#include "cli/interrupt.hpp"
#include "cli/mutants_output.hpp"
#include "cli/output.hpp"
#include "diff/metal/child.hpp"
#include "diff/mutants/workshop.hpp"
#include "traces/errors.hpp"

namespace trapspec::cli {

namespace {

namespace fs = std::filesystem;

struct Arguments {
    diff::mutants::Trial_options options;
    std::vector<std::string> patterns;
    std::vector<std::string> engines{"fuzz", "replay"};
    std::string build = build_folder();
    std::string corpus = default_corpus();
    std::string keep;
    std::string markdown;
    bool list = false;
};

std::vector<diff::mutants::Fault> chosen(const Arguments& arguments) {
    auto faults = diff::mutants::faults_named(
        diff::mutants::all_faults(diff::mutants::source_folder(arguments.build)), arguments.patterns);
    if (faults.empty()) {
        throw std::invalid_argument("no fault has such a name; --list shows them all");
    }
    return faults;
}

void list(const Arguments& arguments, const Global& global) {
    const auto faults = chosen(arguments);
    if (global.json) {
        print_json(nlohmann::ordered_json{{"command", "mutants"}, {"faults", to_json(faults)}});
    } else {
        print_faults(faults);
    }
}

void write_page(const std::string& file, const std::string& page) {
    const std::string unfinished = file + ".new";
    std::ofstream stream(unfinished);
    stream << page;
    if (!stream.flush()) {
        throw traces::Output_error(unfinished, "cannot be written");
    }
    fs::rename(unfinished, file);
}

void run(Arguments& arguments, Global& global) {
    if (arguments.list) {
        list(arguments, global);
        return;
    }
    const auto faults = chosen(arguments);
    diff::mutants::Trial_options& options = arguments.options;
    const auto wants = [&](const char* engine) {
        return std::find(arguments.engines.begin(), arguments.engines.end(), engine) != arguments.engines.end();
    };
    options.fuzz = wants("fuzz");
    options.replay = wants("replay");
    options.build = arguments.build;
    options.corpus = arguments.corpus;
    options.keep = !arguments.keep.empty();
    std::optional<diff::metal::Temporary_folder> temporary;
    if (options.keep) {
        fs::create_directories(arguments.keep);
        options.work = fs::absolute(arguments.keep);
    } else {
        options.work = temporary.emplace().path();
    }
    Progress_line progress(!global.json);
    options.progress = [&](const std::string& what) { progress.show("mutants: " + what); };
    options.stopped = is_interrupted;

    std::vector<diff::mutants::Trial> trials;
    try {
        trials = diff::mutants::try_faults(faults, options);
    } catch (const diff::mutants::Stopped&) {
        throw Interrupted();
    } catch (const diff::mutants::Original_differs& error) {
        progress.show("");
        fmt::print(stderr, "trapspec: {}\n", error.what());
        global.status = diverged;
        return;
    }
    progress.show("");
    const Mutants_summary summary = summary_of(trials);
    global.status = summary.survived > 0 || summary.contradicted > 0 ? diverged : agreed;
    if (global.json) {
        nlohmann::ordered_json document{{"command", "mutants"}, {"seed", options.seed}};
        document.update(to_json(trials));
        print_json(document);
    } else {
        print_trials(trials);
    }
    if (!arguments.markdown.empty()) {
        write_page(arguments.markdown, as_markdown(trials));
    }
}

} // namespace

void add_mutants(CLI::App& app, Global& global) {
    auto arguments = std::make_shared<Arguments>();
    diff::mutants::Trial_options& options = arguments->options;
    CLI::App* command = app.add_subcommand("mutants", "Plant faults in the implementation: which engine finds each?");
    command->add_option(
        "PATTERN", arguments->patterns, "Names ('idt.cpp:*') or kinds (planted, order) of faults; all by default");
    command->add_flag("--list", arguments->list, "Only list them");
    command->add_option("--engines", arguments->engines, "fuzz, replay; both by default")
        ->delimiter(',')
        ->check(CLI::IsMember({"fuzz", "replay"}));
    command->add_option("--time", options.seconds, "Seconds that fuzz looks for one fault")
        ->capture_default_str()
        ->check(CLI::Range(0.1, 1e6).description("seconds"));
    command->add_option("--seed", options.seed, "Same seed, same events")->capture_default_str();
    command->add_option("--threads", options.threads, "Faults at a time")
        ->capture_default_str()
        ->check(CLI::Range(1, 64));
    command->add_option("--corpus", arguments->corpus, "Folder of traces")->check(CLI::ExistingDirectory);
    command->add_option("--build", arguments->build, "Folder that CMake built in");
    command->add_option("--keep", arguments->keep, "Folder for sources, programs and traces, which then stay");
    command->add_option("--markdown", arguments->markdown, "File for the matrix as a page");
    command->callback([arguments, &global] { run(*arguments, global); });
}

} // namespace trapspec::cli
