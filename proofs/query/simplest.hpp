// The simplest model: each bit-vector and Bool of the declared constants as small as it can be, in order, and which of them
// could be anything.
#pragma once

#include <z3++.h>

#include <set>
#include <string>
#include <vector>

namespace trapspec::proofs {

/// One scalar part of a declared constant.
struct Leaf {
    std::string constant; ///< "s0"
    std::string path;     ///< "regs.eip", empty for a scalar constant
    z3::expr term;
    z3::expr value;
    bool any = false;
};

struct Simplest_model {
    z3::model model;
    std::vector<Leaf> leaves;
};

/// `solver` holds the assertions and has just answered sat.
[[nodiscard]] Simplest_model simplest_model(z3::solver& solver, const std::vector<z3::func_decl>& constants);

} // namespace trapspec::proofs
