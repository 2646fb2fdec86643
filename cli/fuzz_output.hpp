// How a differential run's report looks, as text and as JSON.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "diff/fuzz.hpp"

namespace trapspec::cli {

void print_fuzz(const diff::Fuzz_report& report);
[[nodiscard]] nlohmann::ordered_json to_json(const diff::Fuzz_report& report);

} // namespace trapspec::cli
