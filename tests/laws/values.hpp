// The value of a term: what a symbolic result is compared by.
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <stdexcept>

#include "model/domain/symbolic_z3.hpp"

namespace trapspec::test {

/// Simplifies, and insists that only a number is left.
inline std::uint64_t number(const z3::expr& expression) {
    const z3::expr simple = expression.simplify();
    if (simple.is_bool()) {
        if (simple.is_true() || simple.is_false()) {
            return simple.is_true() ? 1 : 0;
        }
        throw std::runtime_error("not a truth value: " + simple.to_string());
    }
    std::uint64_t value = 0;
    if (!simple.is_numeral_u64(value)) {
        throw std::runtime_error("not a number: " + simple.to_string());
    }
    return value;
}

inline std::uint64_t value_of(model::symbolic::Bool value) {
    const auto term = value.term();
    return term.node == nullptr ? term.literal : number(term.node->expression);
}

template <unsigned Width>
std::uint64_t value_of(model::symbolic::Bits<Width> value) {
    return value.is_literal() ? value.term().literal : number(value.term().node->expression);
}

/// True when no assignment makes it false. `unknown` is a failure, never a proof.
inline bool holds_always(model::Session& session, model::symbolic::Bool law) {
    z3::context& context = session.implementation().context;
    z3::solver solver(context);
    z3::params parameters(context);
    parameters.set("timeout", 20000U);
    parameters.set("random_seed", 1U);
    solver.set(parameters);
    solver.add(!model::expression(session, law));
    return solver.check() == z3::unsat;
}

} // namespace trapspec::test
