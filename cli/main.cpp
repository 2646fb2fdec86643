#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "cli/commands.hpp"
#include "cli/interrupt.hpp"
#include "diff/systems/system.hpp"
#include "traces/errors.hpp"

namespace {

using namespace trapspec;

int fail(const cli::Global& global, int status, const char* kind, const std::string& message) {
    if (global.json) {
        fmt::print("{}\n", nlohmann::ordered_json{{"error", kind}, {"message", message}}.dump(2));
    }
    fmt::print(stderr, "trapspec: {}\n", message);
    return status;
}

} // namespace

int main(int argc, char** argv) {
    cli::watch_for_interrupt();
    cli::Global global;
    CLI::App app{"An executable specification of 32-bit x86 trap handling, held against real 32-bit code."};
    app.name("trapspec");
    app.footer("Exit status: 0 all agreed or proved; 1 a divergence or a violated property; 2 bad usage or input;\n"
               "3 undecided. The tests run with `./trapspec test`.");
    app.require_subcommand(1);
    app.fallthrough();
    app.add_flag("--json", global.json, "Print one machine-readable document");
    cli::add_check(app, global);
    cli::add_replay(app, global);
    cli::add_fuzz(app, global);
    cli::add_prove(app, global);
    cli::add_query(app, global);
    cli::add_import(app, global);
    try {
        app.parse(argc, argv);
        return global.status;
    } catch (const CLI::CallForHelp& help) {
        return app.exit(help);
    } catch (const CLI::ParseError& error) {
        app.exit(error);
        return cli::bad_input;
    } catch (const cli::Interrupted&) {
        fmt::print(stderr, "trapspec: interrupted\n");
        return cli::interrupted;
    } catch (const traces::Input_error& error) {
        return fail(global, cli::bad_input, "input", error.what());
    } catch (const traces::Output_error& error) {
        return fail(global, cli::bad_input, "output", error.what());
    } catch (const diff::System_error& error) {
        return fail(global, cli::undecided, "system", error.what());
    } catch (const std::invalid_argument& error) {
        return fail(global, cli::bad_input, "usage", error.what());
    } catch (const std::exception& error) {
        return fail(global, cli::bad_input, "error", error.what());
    }
}
