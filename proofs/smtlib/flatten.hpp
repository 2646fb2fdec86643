// Assertions over bit-vectors and arrays alone, for a solver without datatypes and definitions.
#pragma once

#include <z3++.h>

#include <optional>
#include <string>

namespace trapspec::proofs::smtlib {

struct Flat_text {
    std::string declarations;
    std::string assertions;
};

/// Assertions as they are. Throws std::invalid_argument for an operator that has no portable form.
[[nodiscard]] Flat_text as_text(const z3::expr_vector& assertions);

/// The first thing in them that is neither a bit-vector nor an array, "a constant array" among them unless those are had.
[[nodiscard]] std::optional<std::string> beyond_flat(const z3::expr_vector& assertions, bool constant_arrays);

/// Constants of record sorts are spread over their members: `g` of sort Gate becomes `g.gate.a` and `g.gate.b`. Constant arrays
/// (a new Guest's memory) stay if `constant_arrays`: SMT-LIB has no notation for them that every solver reads.
/// Throws std::invalid_argument that names what cannot be put so.
[[nodiscard]] Flat_text flattened(const z3::expr_vector& assertions, bool constant_arrays);

/// A constant of any sort but Event, declared in that way. Throws as above.
[[nodiscard]] std::string declarations(const std::string& name, const z3::sort& sort);

} // namespace trapspec::proofs::smtlib
