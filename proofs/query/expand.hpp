// A parsed query over the rules' functions as terms of the model alone.
#pragma once

#include <z3++.h>

#include "proofs/query/parse.hpp"
#include "proofs/smtlib/exporter.hpp"

namespace trapspec::proofs {

/// Calls are replaced by what the model builds for their arguments. An Event whose kind an assertion fixes becomes that
/// constructor, and a State that only names what a step gives becomes the step's own term.
[[nodiscard]] Query_terms expanded(smtlib::Exporter& rules, const z3::expr_vector& parsed);

} // namespace trapspec::proofs
