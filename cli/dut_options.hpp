// The options that put another team's implementation under test, the same for every command that has them.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "diff/systems/dut.hpp"

namespace CLI {
class App;
}

namespace trapspec::cli {

/// Ctrl-C ends its waits; that it is emulated is said once, on a terminal.
void attend(diff::Dut& dut);

/// --dut, --dut-form, --dut-timeout. `dut` must outlive the command.
void add_dut_options(CLI::App& command, diff::Dut& dut);

/// How to give the same on a command line; empty for the implementation of this program.
[[nodiscard]] std::string as_options(const diff::Dut& dut);

/// "trap, run, ..."
[[nodiscard]] std::string kinds_left_out(diff::Kinds kinds);

/// The last lines of what it said, without what a terminal would take for a command.
void print_indented(const std::string& text, const char* indent);
/// The same of its standard error, with a heading; nothing when it said nothing.
void print_complaints(const std::string& complaints, const char* indent);

} // namespace trapspec::cli
