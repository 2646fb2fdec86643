// How a proof run's report looks, as text and as JSON.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "proofs/prove.hpp"

namespace trapspec::cli {

/// Every result that is not as its author says, in full; then one line.
void print_proofs(const proofs::Report& report, bool every_result);
[[nodiscard]] nlohmann::ordered_json to_json(const proofs::Report& report);

} // namespace trapspec::cli
