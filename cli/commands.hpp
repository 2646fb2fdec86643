// The commands. Each adds its subcommand to the program; running it sets the exit status.
#pragma once

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace trapspec::cli {

/// Exit statuses, the same for every command.
enum Exit : int {
    agreed = 0,    ///< all agreed or proved
    diverged = 1,  ///< a divergence or a violated property
    bad_input = 2, ///< bad usage or bad input
    undecided = 3, ///< unknown, time-out, or something that the command needed is missing
    interrupted = 130,
};

/// The worse of two exit statuses: a divergence outweighs what is undecided.
[[nodiscard]] int worse(int a, int b);

/// What --rules takes.
[[nodiscard]] std::vector<std::string> rule_set_names();

struct Global {
    bool json = false;
    int status = agreed;
};

void add_check(CLI::App& app, Global& global);
void add_conform(CLI::App& app, Global& global);
void add_replay(CLI::App& app, Global& global);
void add_fuzz(CLI::App& app, Global& global);
void add_prove(CLI::App& app, Global& global);
void add_import(CLI::App& app, Global& global);
void add_report(CLI::App& app, Global& global);
void add_capture(CLI::App& app, Global& global);
void add_explain(CLI::App& app, Global& global);
void add_mutants(CLI::App& app, Global& global);
void add_query(CLI::App& app, Global& global);

} // namespace trapspec::cli
