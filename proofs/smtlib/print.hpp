// Z3 terms as portable SMT-LIB 2.6 text: binary concat and bit-vector operators, shared subterms bound once by let.
#pragma once

#include <z3++.h>

#include <string>

namespace trapspec::proofs::smtlib {

/// The term as text; throws std::invalid_argument for an operator that has no portable form.
[[nodiscard]] std::string print(const z3::expr& term);

[[nodiscard]] std::string print(const z3::sort& sort);

} // namespace trapspec::proofs::smtlib
