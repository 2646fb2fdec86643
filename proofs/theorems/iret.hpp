// Delivery by the CPU and the handler's iret: the identity on the interrupted state, under conditions that are all needed.
#pragma once

#include <span>

#include "proofs/theorem.hpp"

namespace trapspec::proofs {

/// The theorem with one of its conditions left out, and named after it: it fails.
[[nodiscard]] std::span<const Theorem> iret_theorems_without_a_condition();

} // namespace trapspec::proofs
