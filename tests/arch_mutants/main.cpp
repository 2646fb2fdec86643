// Changes one place of the architecture's rules at a time: does a test of theirs fail? Exit status 0: each fault is found, or
// argued to be none; 1: some survive; 2: bad usage.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <atomic>
#include <fstream>
#include <iostream>
#include <map>
#include <mutex>
#include <thread>

#include "diff/metal/child.hpp"
#include "tests/arch_mutants/arguments.hpp"
#include "tests/arch_mutants/operators.hpp"
#include "tests/arch_mutants/trials.hpp"

namespace {

using namespace trapspec;
using namespace trapspec::arch_mutants;
using diff::mutants::Fault;

struct Arguments {
    std::vector<std::string> patterns;
    std::string compiler = ARCH_MUTANTS_COMPILER;
    unsigned threads = 2;
    unsigned every = 1;
    bool list = false;
    bool each = false;
};

std::vector<std::string> lines_of(const char* file) {
    std::ifstream stream(file);
    std::vector<std::string> lines;
    for (std::string line; std::getline(stream, line);) {
        lines.push_back(line);
    }
    return lines;
}

std::vector<Fault> chosen(const Arguments& arguments) {
    const std::vector<Fault> named =
        diff::mutants::faults_named(faults_of_rules(TRAPSPEC_SOURCE_DIR), arguments.patterns);
    std::vector<Fault> some;
    for (std::size_t i = 0; i < named.size(); i += arguments.every) {
        some.push_back(named[i]);
    }
    return some;
}

const char* name(Fate fate) {
    switch (fate) {
    case Fate::killed:
        return "killed";
    case Fate::does_not_build:
        return "does not build";
    case Fate::same_code:
        return "same code";
    case Fate::survived:
        break;
    }
    return "survived";
}

int run(const Arguments& arguments) {
    const std::vector<Fault> faults = chosen(arguments);
    if (faults.empty()) {
        std::cerr << "arch_mutants: there is no such fault\n";
        return 2;
    }
    if (arguments.list) {
        for (const Fault& fault : faults) {
            fmt::print("{} ({}) {}\n", fault.name, name_of(fault.slip), change_of(fault));
        }
        return 0;
    }
    const diff::metal::Temporary_folder work;
    const Trials trials(TRAPSPEC_SOURCE_DIR, work.path(), arguments.compiler, lines_of(ARCH_MUTANTS_OBJECTS));
    std::atomic<std::size_t> next{0};
    std::mutex printing;
    std::map<Fate, std::size_t> counts;
    std::size_t argued = 0;
    const auto work_on = [&] {
        for (std::size_t i = next++; i < faults.size(); i = next++) {
            const Outcome outcome = trials.of(faults[i]);
            const Argument* const argument = argument_about(faults[i]);
            const std::lock_guard lock(printing);
            if (outcome.fate == Fate::survived && argument != nullptr) {
                ++argued;
                continue;
            }
            ++counts[outcome.fate];
            if (arguments.each || outcome.fate == Fate::survived) {
                fmt::print("{} {}: {} {}\n", name(outcome.fate), faults[i].name, change_of(faults[i]), outcome.by);
                std::fflush(stdout);
            }
        }
    };
    {
        std::vector<std::jthread> threads;
        for (unsigned i = 1; i < arguments.threads; ++i) {
            threads.emplace_back(work_on);
        }
        work_on();
    }
    const std::size_t killed = counts[Fate::killed];
    const std::size_t survived = counts[Fate::survived];
    fmt::print("{} changes: {} do not compile, {} come out as the code of the original, {} change nothing by an "
               "argument; of the other {} a test finds {} "
               "({:.1f} %), {} survive\n",
        faults.size(),
        counts[Fate::does_not_build],
        counts[Fate::same_code],
        argued,
        killed + survived,
        killed,
        100.0 * static_cast<double>(killed) / static_cast<double>(std::max<std::size_t>(killed + survived, 1)),
        survived);
    return survived == 0 ? 0 : 1;
}

} // namespace

int main(int argc, char** argv) {
    CLI::App app("Changes each place of the architecture's rules in turn: does a test of theirs fail?", "arch_mutants");
    Arguments arguments;
    app.add_option("FAULT", arguments.patterns, "names or kinds (iret.hpp:*, order); none: all");
    app.add_option("--compiler", arguments.compiler, "default " ARCH_MUTANTS_COMPILER);
    app.add_option("--threads", arguments.threads, "default 2")->check(CLI::Range(1, 64));
    app.add_option("--every", arguments.every, "of those each so manieth only")->check(CLI::Range(1, 10000));
    app.add_flag("--list", arguments.list, "tell the faults, do not try them");
    app.add_flag("--each", arguments.each, "tell what became of each");
    CLI11_PARSE(app, argc, argv);
    return run(arguments);
}
