// Holding what was recorded against what the systems say.
#pragma once

#include <vector>

#include "diff/compare.hpp"
#include "diff/systems/system.hpp"

namespace trapspec::diff {

/// One system's side of a comparison: its latest snapshot, and the system for what a snapshot does not hold.
struct Side {
    System* system = nullptr;
    const Snapshot* snapshot = nullptr;
};

/// The tables of both sides; of a side without a system, empty ones.
struct Both_tables {
    Tables model, implementation;
};
/// The implementation's are fetched only when its digests say that they differ from the model's.
[[nodiscard]] Both_tables tables_of(const Side& model, const Side& implementation);

/// Appends every field of `observation` that a side contradicts. Returns how many values were compared. `model` or
/// `implementation` may have no system.
std::size_t compare_observed(const traces::Observation& observation,
    const Side& model,
    const Side& implementation,
    std::vector<Difference>& found);

} // namespace trapspec::diff
