#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "cli/commands.hpp"
#include "cli/interrupt.hpp"
#include "cli/output.hpp"
#include "diff/systems/system.hpp"
#include "proofs/prove.hpp"
#include "traces/errors.hpp"

namespace {

using namespace trapspec;

int fail(const cli::Global& global, int status, const char* kind, const std::string& message) {
    if (global.json) {
        cli::print_json(nlohmann::ordered_json{{"error", kind}, {"message", message}});
    }
    fmt::print(stderr, "trapspec: {}\n", message);
    return status;
}

/// CLI11 says only that a command is missing when the word given is none.
std::string explain_usage(const CLI::App& app, int argc, char** argv, const CLI::ParseError& error) {
    std::string names;
    bool known = false;
    for (const CLI::App* each : app.get_subcommands({})) {
        names += fmt::format("{}{}", names.empty() ? "" : ", ", each->get_name());
        known = known || (argc > 1 && each->get_name() == argv[1]);
    }
    if (argc > 1 && argv[1][0] != '-' && !known) {
        return fmt::format("there is no command \"{}\"; there are {}", argv[1], names);
    }
    // An argument that nobody takes is told of before one that is missing: it may be that one misspelt.
    const std::vector<std::string> not_taken = app.remaining(true);
    const bool is_missing = dynamic_cast<const CLI::RequiredError*>(&error) != nullptr;
    const std::string what = is_missing && !not_taken.empty() ? CLI::ExtrasError(not_taken).what() : error.what();
    return fmt::format("{}; run with --help for what is expected", what);
}

} // namespace

int main(int argc, char** argv) {
    cli::watch_for_interrupt();
    cli::Global global;
    CLI::App app{"An executable specification of 32-bit x86 trap handling, held against real 32-bit code."};
    app.name("trapspec");
    app.footer("Exit status: 0 all agreed or proved; 1 a divergence or a violated property; 2 bad usage or input;\n"
               "3 undecided; 130 interrupted. The tests run with `./trapspec test`.");
    app.require_subcommand(1);
    app.fallthrough();
    app.add_flag("--json", global.json, "Print one machine-readable document");
    cli::add_check(app, global);
    cli::add_replay(app, global);
    cli::add_fuzz(app, global);
    cli::add_conform(app, global);
    cli::add_report(app, global);
    cli::add_prove(app, global);
    cli::add_query(app, global);
    cli::add_explain(app, global);
    cli::add_import(app, global);
    cli::add_capture(app, global);
    cli::add_mutants(app, global);
    try {
        app.parse(argc, argv);
        cli::finish_output();
        return global.status;
    } catch (const CLI::CallForHelp& help) {
        return app.exit(help);
    } catch (const CLI::ParseError& error) {
        // Parsing may have stopped before it came to the flag.
        global.json = std::find(argv, argv + argc, std::string_view("--json")) != argv + argc;
        return fail(global, cli::bad_input, "usage", explain_usage(app, argc, argv, error));
    } catch (const cli::Interrupted&) {
        fmt::print(stderr, "trapspec: interrupted\n");
        return cli::interrupted;
    } catch (const traces::Input_error& error) {
        return fail(global, cli::bad_input, "input", error.what());
    } catch (const traces::Output_error& error) {
        return fail(global, cli::bad_input, "output", error.what());
    } catch (const diff::System_error& error) {
        return fail(global, cli::undecided, "system", error.what());
    } catch (const proofs::Missing_program& error) {
        return fail(global, cli::undecided, "system", error.what());
    } catch (const std::invalid_argument& error) {
        return fail(global, cli::bad_input, "usage", error.what());
    } catch (const std::exception& error) {
        return fail(global, cli::bad_input, "error", error.what());
    }
}
