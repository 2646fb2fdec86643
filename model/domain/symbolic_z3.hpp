// The door between terms and Z3, for proofs/ and symbolic.cpp only.
#pragma once

#include <z3++.h>

#include <deque>
#include <unordered_map>

#include "model/domain/session.hpp"

namespace trapspec::model {

struct symbolic::Node {
    Session::Implementation* session;
    z3::expr expression;
};

struct Session::Implementation {
    z3::context context;
    std::deque<symbolic::Node> nodes; // never moves: terms point into it
    bool settles_conditions = false;
    std::unordered_map<unsigned, symbolic::Term> settled; // by the expression's id, which lives as long as its node

    const symbolic::Node* keep(z3::expr expression) {
        return &nodes.emplace_back(symbolic::Node{this, std::move(expression)});
    }
};

/// The Z3 expression of a term, of sort Bool for width 0.
[[nodiscard]] z3::expr expression(Session& session, symbolic::Term term, unsigned width);

[[nodiscard]] inline z3::expr expression(Session& session, symbolic::Bool value) {
    return expression(session, value.term(), symbolic::bool_width);
}

template <unsigned Width>
[[nodiscard]] z3::expr expression(Session& session, symbolic::Bits<Width> value) {
    return expression(session, value.term(), Width);
}

/// A store as an array: its initial content, then every change under its condition.
[[nodiscard]] z3::expr expression(Session& session, const symbolic::Memory& memory);
[[nodiscard]] z3::expr expression(Session& session, const symbolic::Table& table);

/// A term for an expression made elsewhere in the same session's context; a numeral becomes a literal.
[[nodiscard]] symbolic::Term term(Session& session, const z3::expr& expression);

} // namespace trapspec::model
