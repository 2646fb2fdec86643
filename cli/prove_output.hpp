// How a proof run's report looks, as text and as JSON.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "proofs/prove.hpp"

namespace trapspec::cli {

/// "holds" or "fails".
[[nodiscard]] const char* expectation(proofs::Expected expected);

/// Every result that is not as its author says, in full; then one line, and one for each other solver.
void print_proofs(const proofs::Report& report, bool every_result);
/// A table of the theorems that took longest; of none nothing.
void print_slowest(const proofs::Report& report, std::size_t count);
[[nodiscard]] nlohmann::ordered_json to_json(const proofs::Report& report);

} // namespace trapspec::cli
