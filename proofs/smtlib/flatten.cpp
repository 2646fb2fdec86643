#include "proofs/smtlib/flatten.hpp"

#include <fmt/format.h>

#include <map>
#include <set>
#include <stdexcept>
#include <vector>

#include "proofs/smtlib/print.hpp"

namespace trapspec::proofs::smtlib {

namespace {

using Constants = std::map<std::string, z3::func_decl>;

void collect_constants(const z3::expr& term, std::set<unsigned>& seen, Constants& constants) {
    if (!seen.insert(term.id()).second) {
        return;
    }
    if (term.is_app() && term.num_args() == 0 && term.decl().decl_kind() == Z3_OP_UNINTERPRETED) {
        constants.emplace(term.decl().name().str(), term.decl());
    }
    for (unsigned i = 0; i < term.num_args(); ++i) {
        collect_constants(term.arg(i), seen, constants);
    }
}

Constants constants_of(const z3::expr_vector& assertions) {
    Constants constants;
    std::set<unsigned> seen;
    for (unsigned i = 0; i < assertions.size(); ++i) {
        collect_constants(assertions[static_cast<int>(i)], seen, constants);
    }
    return constants;
}

/// A constant of a record sort as its constructor over fresh constants, through every level.
z3::expr spread(z3::context& context, const z3::sort& sort, const std::string& name) {
    if (!sort.is_datatype()) {
        return context.constant(name.c_str(), sort);
    }
    if (Z3_get_datatype_sort_num_constructors(context, sort) != 1) {
        throw std::invalid_argument(fmt::format("a constant of sort {} ({})", sort.name().str(), name));
    }
    const z3::func_decl constructor(context, Z3_get_datatype_sort_constructor(context, sort, 0));
    z3::expr_vector arguments(context);
    for (unsigned i = 0; i < constructor.arity(); ++i) {
        const z3::func_decl accessor(context, Z3_get_datatype_sort_constructor_accessor(context, sort, 0, i));
        arguments.push_back(spread(context, constructor.domain(i), name + "." + accessor.name().str()));
    }
    return constructor(arguments);
}

std::optional<std::string> beyond(const z3::expr& term, bool constant_arrays, std::set<unsigned>& seen) {
    if (!seen.insert(term.id()).second) {
        return {};
    }
    if (term.get_sort().is_datatype()) {
        return fmt::format("a term of sort {}", term.get_sort().name().str());
    }
    if (!constant_arrays && term.is_app() && term.decl().decl_kind() == Z3_OP_CONST_ARRAY) {
        return "a constant array";
    }
    std::optional<std::string> found;
    for (unsigned i = 0; i < term.num_args() && !found; ++i) {
        found = beyond(term.arg(i), constant_arrays, seen);
    }
    return found;
}

} // namespace

std::string declarations(const std::string& name, const z3::sort& sort) {
    std::string text;
    const z3::expr leaves = spread(sort.ctx(), sort, name);
    std::vector<z3::expr> pending{leaves};
    while (!pending.empty()) {
        const z3::expr term = pending.back();
        pending.pop_back();
        if (!term.get_sort().is_datatype()) {
            text += fmt::format("(declare-fun {} () {})\n", term.decl().name().str(), print(term.get_sort()));
            continue;
        }
        for (unsigned i = term.num_args(); i-- > 0;) {
            pending.push_back(term.arg(i));
        }
    }
    return text;
}

std::optional<std::string> beyond_flat(const z3::expr_vector& assertions, bool constant_arrays) {
    std::set<unsigned> seen;
    std::optional<std::string> found;
    for (unsigned i = 0; i < assertions.size() && !found; ++i) {
        found = beyond(assertions[static_cast<int>(i)], constant_arrays, seen);
    }
    return found;
}

Flat_text as_text(const z3::expr_vector& assertions) {
    Flat_text text;
    for (const auto& [name, declaration] : constants_of(assertions)) {
        text.declarations += fmt::format("(declare-fun {} () {})\n", name, print(declaration.range()));
    }
    for (unsigned i = 0; i < assertions.size(); ++i) {
        text.assertions += fmt::format("(assert {})\n", print(assertions[static_cast<int>(i)]));
    }
    return text;
}

Flat_text flattened(const z3::expr_vector& assertions, bool constant_arrays) {
    z3::context& context = assertions.ctx();
    z3::expr_vector from(context);
    z3::expr_vector to(context);
    for (const auto& [name, declaration] : constants_of(assertions)) {
        if (declaration.range().is_datatype()) {
            from.push_back(declaration());
            to.push_back(spread(context, declaration.range(), name));
        }
    }
    z3::params plain(context);
    plain.set("flat", false); // keeps operators binary
    plain.set("elim_and", false);
    plain.set("hoist_ite", false);
    z3::expr_vector flat(context);
    for (unsigned i = 0; i < assertions.size(); ++i) {
        z3::expr term = assertions[static_cast<int>(i)];
        flat.push_back(term.substitute(from, to).simplify(plain));
    }
    if (const auto obstacle = beyond_flat(flat, constant_arrays)) {
        throw std::invalid_argument(*obstacle);
    }
    return as_text(flat);
}

} // namespace trapspec::proofs::smtlib
