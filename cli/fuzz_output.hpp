// How a differential run's report looks, as text and as JSON.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "diff/fuzz.hpp"

namespace trapspec::cli {

void print_fuzz(const diff::Fuzz_report& report);
[[nodiscard]] nlohmann::ordered_json to_json(const diff::Fuzz_report& report);

/// `diverged` for a divergence, and for a long run that left out an arm that can be reached.
[[nodiscard]] int status_of(const diff::Fuzz_report& report);

/// The whole output of a command whose result is such a report.
void show_fuzz(const diff::Fuzz_report& report, const char* command, bool coverage, bool json);

} // namespace trapspec::cli
