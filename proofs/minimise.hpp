// The counterexample that a person wants to read: hints where they are allowed, else the smallest values, variable by
// variable in the order in which the theorem names them. That makes it unique: no choice of the solver shows in it.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "proofs/solver.hpp"
#include "proofs/witness.hpp"

namespace trapspec::proofs {

struct Minimal {
    std::vector<Witness_value> values;
    std::vector<bool> claims; ///< which of the claims hold there
};

/// Nothing when the solver gives up on the way. `violated`, which is that not all claims hold, must be satisfiable.
[[nodiscard]] std::optional<Minimal> minimal_counterexample(
    Solver& solver, Inputs<Symbolic>& inputs, Bool<Symbolic> violated, std::span<const Bool<Symbolic>> claims);

} // namespace trapspec::proofs
