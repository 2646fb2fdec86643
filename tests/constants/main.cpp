// Changes each constant of the rules in turn and asks the theorems. Exit status 0: each mutant is noticed, or proved to
// be no change; 1: some survive; 2: bad usage.
#include <iostream>
#include <string>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <unistd.h>

#include "tests/constants/report.hpp"

namespace {

using namespace trapspec::constants;

struct Arguments {
    std::string only;
    unsigned threads = 2;
    bool each = false;
};

void print(const Measured& one) {
    for (std::size_t i = 0; i < one.outcomes.size(); ++i) {
        const Outcome& outcome = one.outcomes[i];
        fmt::print("{}: {}: {}: {} {}\n",
            one.constant.where,
            one.constant.text,
            one.constant.mutants[i].change,
            name(outcome.fate),
            outcome.by);
    }
    std::fflush(stdout);
}

int run(const Arguments& arguments) {
    const Questions questions(arguments.threads);
    std::vector<Constant> chosen = constants(questions.sightings());
    std::erase_if(chosen, [&](const Constant& constant) {
        return (constant.where + ": " + constant.text).find(arguments.only) == std::string::npos;
    });
    if (chosen.empty()) {
        fmt::print(stderr,
            "constant_mutants: --only {}: no constant has that; expected part of its file:line:column: text\n",
            arguments.only);
        return 2;
    }
    const std::size_t total = chosen.size();
    const bool show_progress = isatty(STDERR_FILENO) == 1;
    const auto measured =
        measure(questions, std::move(chosen), arguments.threads, [&](std::size_t done, const Measured& one) {
            if (show_progress) {
                fmt::print(stderr, "\r\x1b[K{}/{} {} ", done, total, one.constant.where);
            }
            if (arguments.each) {
                print(one);
            }
        });
    if (show_progress) {
        fmt::print(stderr, "\r\x1b[K");
    }
    const Tally counted = tally(measured);
    fmt::print("{}{}", unnoticed(measured), table(measured));
    fmt::print("{} numbers in template arguments are types, which the compiler checks\n", widths());
    return counted.survived == 0 ? 0 : 1;
}

} // namespace

int main(int argc, char** argv) {
    CLI::App app("Changes each constant of the rules in turn: does a theorem notice?", "constant_mutants");
    Arguments arguments;
    app.add_option("--only", arguments.only, "constants whose file:line:column: text holds this");
    app.add_option("--threads", arguments.threads, "default 2")->check(CLI::Range(1, 64));
    app.add_flag("--each", arguments.each, "name the theorem that notices each mutant");
    CLI11_PARSE(app, argc, argv);
    return run(arguments);
}
