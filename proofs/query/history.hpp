// The history that a query names, as a trace: from a new Guest, event by event.
#pragma once

#include <filesystem>
#include <string>

#include "proofs/query/parse.hpp"
#include "proofs/query/simplest.hpp"

namespace trapspec::proofs {

/// Writes the trace. Throws std::invalid_argument that says why the history has none: the first State must be that of a new
/// Guest (a term of `fresh`), as only what events produce can be replayed.
void write_history(
    const Query_text& text, const Simplest_model& model, z3::context& context, const std::filesystem::path& file);

} // namespace trapspec::proofs
