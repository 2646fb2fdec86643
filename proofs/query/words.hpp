// A model in words: gates, frames, registers, events.
#pragma once

#include <string>
#include <vector>

#include "proofs/query/simplest.hpp"

namespace trapspec::proofs {

/// A line for each declared constant that says something.
[[nodiscard]] std::vector<std::string> in_words(
    const Simplest_model& model, const std::vector<z3::func_decl>& constants);

} // namespace trapspec::proofs
