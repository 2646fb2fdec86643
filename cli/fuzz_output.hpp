// How a differential run's report looks, as text and as JSON.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "diff/fuzz.hpp"

namespace trapspec::cli {

/// `dut` is how to give the same implementation to another command.
void print_fuzz(const diff::Fuzz_report& report, const std::string& dut = {});
[[nodiscard]] nlohmann::ordered_json to_json(const diff::Fuzz_report& report);

/// `bad_input` when a trace could not be saved, `diverged` for a divergence, and for a long run that left out an arm that can be reached.
[[nodiscard]] int status_of(const diff::Fuzz_report& report);

/// The whole output of a command whose result is such a report.
void show_fuzz(
    const diff::Fuzz_report& report, const char* command, bool coverage, bool json, const std::string& dut = {});

} // namespace trapspec::cli
