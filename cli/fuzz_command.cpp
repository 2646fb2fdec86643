#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "cli/commands.hpp"
#include "cli/dut_options.hpp"
#include "cli/fuzz_cpu.hpp"
#include "cli/fuzz_output.hpp"
#include "cli/interrupt.hpp"
#include "cli/numbers.hpp"
#include "cli/output.hpp"
#include "cli/shard.hpp"
#include "diff/engine/exhaustive.hpp"
#include "model/lguest/rule_set.hpp"

namespace trapspec::cli {

namespace {

struct Arguments {
    diff::Fuzz_options options;
    std::string save = "runs";
    std::string folder;
    std::string shard;
    bool coverage = false;
    std::string against = "implementation";
    Cpu_arguments cpu;
};

std::vector<std::string> space_names() {
    std::vector<std::string> names;
    for (const diff::Space& each : diff::spaces()) {
        names.emplace_back(each.name);
    }
    return names;
}

void run(Arguments& arguments, Global& global) {
    diff::Fuzz_options& options = arguments.options;
    Progress_line progress(!global.json);
    options.save = arguments.save;
    options.folder = arguments.folder;
    options.shard = shard_of(arguments.shard);
    options.progress = [&](std::uint64_t cases_done, std::uint64_t events) {
        stop_if_interrupted();
        progress.show(fmt::format("fuzz: {} cases, {} events", grouped(cases_done), grouped(events)));
    };
    const diff::Fuzz_report report = diff::fuzz(options);
    progress.show("");
    // The values of a space reach what they reach, and no more.
    const bool judged = options.exhaustive.empty();
    global.status = judged ? status_of(report) : report.divergences.empty() ? agreed : diverged;
    show_fuzz(report, "fuzz", arguments.coverage, global.json, as_options(options.dut));
}

void run_against_cpu(Arguments& arguments, bool counted, Global& global) {
    Cpu_arguments& cpu = arguments.cpu;
    cpu.cases = counted ? arguments.options.cases : cpu.cases;
    cpu.seconds = arguments.options.seconds;
    cpu.seed = arguments.options.seed;
    cpu.most_divergences = arguments.options.most_divergences;
    cpu.save = arguments.save;
    cpu.coverage = arguments.coverage;
    fuzz_cpus(cpu, global);
}

} // namespace

void add_fuzz(CLI::App& app, Global& global) {
    auto arguments = std::make_shared<Arguments>();
    diff::Fuzz_options& options = arguments->options;
    CLI::App* command = app.add_subcommand("fuzz", "Drive model and implementation with the same random events");
    auto* const against = command->add_option("--against", arguments->against, "What to hold the rules against")
                              ->capture_default_str()
                              ->check(CLI::IsMember({"implementation", "cpu"}));
    command->add_option("--on", arguments->cpu.on, "The CPU; native is this one, as a 32-bit process sees it")
        ->capture_default_str()
        ->check(CLI::IsMember({"qemu", "bochs", "native", "all"}))
        ->needs(against);
    command->add_option("--question", arguments->cpu.question, "The question in this file, to a CPU")->needs(against);
    command->add_option("--images", arguments->cpu.images, "The folder of trapspec-metal.elf and trapspec-metal.img")
        ->needs(against);
    CLI::Option* cases = command->add_option("--cases", options.cases, "Event sequences to run, in all shards together")
                             ->capture_default_str()
                             ->check(CLI::Range(1.0, 1e15).description("1 or more"));
    CLI::Option* time = command->add_option("--time", options.seconds, "Seconds to run, instead of a number of cases")
                            ->check(CLI::Range(0.1, 1e9).description("seconds"))
                            ->excludes(cases);
    command->add_option("--exhaustive", options.exhaustive, "Every value of a space, instead of random events")
        ->check(CLI::IsMember(space_names()))
        ->excludes(cases)
        ->excludes(time);
    command->add_option("--seed", options.seed, "Same seed, same events")->capture_default_str()->check(whole_number);
    command->add_option("--shard",
        arguments->shard,
        "I/N: part I (from 0) of N; in an array job /N, or nothing where it says N itself");
    command->add_option("--keep-going", options.most_divergences, "Stop only after so many different divergences")
        ->capture_default_str()
        ->check(CLI::Range(1, 1'000'000).description("1 or more"));
    command->add_option("--rules", options.rules, "One rule version only")->check(CLI::IsMember(rule_set_names()));
    add_dut_options(*command, options.dut);
    command->add_option("--corpus",
        arguments->folder,
        "Folder of the run: it is taken up again where it was, and its sequences that reach something new are kept "
        "there");
    command->add_option("--save", arguments->save, "Folder for the traces of divergences")->capture_default_str();
    command->add_flag("--coverage", arguments->coverage, "Print which arm was fired how often, and which never");
    command->callback([arguments, cases, &global] {
        if (arguments->against == "cpu") {
            run_against_cpu(*arguments, cases->count() > 0, global);
        } else {
            run(*arguments, global);
        }
    });
}

} // namespace trapspec::cli
