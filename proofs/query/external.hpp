// Solvers that run as programs, for a second and a third opinion.
#pragma once

#include <z3++.h>

#include <chrono>
#include <string>

#include "proofs/query.hpp"

namespace trapspec::proofs {

/// Whether a program of this name can be run.
[[nodiscard]] bool is_installed(const std::string& program);

/// Runs cvc5 or boolector on an SMT-LIB text.
[[nodiscard]] Solver_answer ask_program(
    const std::string& program, const std::string& text, std::chrono::milliseconds timeout);

/// The assertions over bit-vectors and arrays alone, without datatypes and definitions, for a solver that has neither.
/// Constant arrays (a new Guest's memory) stay if `constant_arrays`: SMT-LIB has no notation for them that every solver reads.
/// Throws std::invalid_argument that names what cannot be put so.
[[nodiscard]] std::string flattened(const z3::expr_vector& assertions, bool constant_arrays);

} // namespace trapspec::proofs
