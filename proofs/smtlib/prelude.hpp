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

[[nodiscard]] Prelude export_rules(const model::Rule_set& rules);

} // namespace trapspec::proofs::smtlib
