// The rules as an SMT-LIB 2.6 prelude: sorts and define-fun over them, one text per rule version, for any solver.
#pragma once

#include <string>
#include <vector>

#include "model/lguest/rule_set.hpp"

namespace trapspec::proofs::smtlib {

/// A function of the prelude, for its documentation.
struct Exported_function {
    std::string name;
    std::string signature; ///< "(n Word) (gate Gate) -> Bool"
    std::string meaning;   ///< one line
    std::string rules;     ///< ids
};

struct Prelude {
    std::string text;
    std::vector<Exported_function> functions;
};

/// A function that a solver cannot have, and what it lacks for it.
struct Left_out {
    std::string function;
    std::string reason;
};

struct Fragment {
    std::string text;
    std::vector<Left_out> left_out;
};

/// What a solver without define-fun, datatypes and constant arrays can have: each function once, as an equation between constants.
[[nodiscard]] Fragment export_fragment(const model::Rule_set& rules);

[[nodiscard]] Prelude export_rules(const model::Rule_set& rules);

} // namespace trapspec::proofs::smtlib
