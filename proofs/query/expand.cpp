#include "proofs/query/expand.hpp"

#include <fmt/format.h>

#include <map>
#include <set>
#include <vector>

namespace trapspec::proofs {

namespace {

/// Replaces calls of the rules' functions by what they mean, inside out, each shared term once.
class Expansion {
public:
    explicit Expansion(smtlib::Exporter& rules) : rules_(rules) {}

    z3::expr expand(const z3::expr& term) {
        if (const auto known = expanded_.find(term.id()); known != expanded_.end()) {
            return known->second;
        }
        z3::expr result = term;
        if (term.is_app() && term.num_args() > 0) {
            smtlib::Exporter::Words arguments;
            z3::expr_vector plain(term.ctx());
            for (unsigned i = 0; i < term.num_args(); ++i) {
                arguments.push_back(expand(term.arg(i)));
                plain.push_back(arguments.back());
            }
            result = rules_.call(term.decl(), arguments).value_or(term.decl()(plain));
        }
        kept_.push_back(term);
        expanded_.emplace(term.id(), result);
        return result;
    }

private:
    smtlib::Exporter& rules_;
    std::map<unsigned, z3::expr> expanded_;
    std::vector<z3::expr> kept_; // ids stay taken
};

/// (= history!i ...), see history_bindings
bool binds_history(const z3::expr& assertion) {
    return assertion.is_eq() && assertion.arg(0).is_const() &&
           assertion.arg(0).decl().name().str().starts_with("history!");
}

/// An Event constant whose kind an assertion fixes becomes that constructor over fresh arguments, so that `step` of it is
/// the one kind's function and not a choice among all.
Query_terms with_known_kinds(const z3::expr_vector& parsed) {
    z3::context& context = parsed.ctx();
    z3::expr_vector from(context);
    z3::expr_vector to(context);
    for (unsigned i = 0; i < parsed.size(); ++i) {
        const z3::expr assertion = parsed[static_cast<int>(i)];
        const bool recognises = assertion.is_app() && assertion.decl().decl_kind() == Z3_OP_DT_IS;
        if (!recognises || !assertion.arg(0).is_const()) {
            continue;
        }
        const z3::expr constant = assertion.arg(0);
        const z3::sort sort = constant.get_sort();
        for (unsigned kind = 0; kind < Z3_get_datatype_sort_num_constructors(context, sort); ++kind) {
            if (!z3::eq(
                    z3::func_decl(context, Z3_get_datatype_sort_recognizer(context, sort, kind)), assertion.decl())) {
                continue;
            }
            const z3::func_decl constructor(context, Z3_get_datatype_sort_constructor(context, sort, kind));
            z3::expr_vector arguments(context);
            for (unsigned argument = 0; argument < constructor.arity(); ++argument) {
                const std::string name = fmt::format("{}!{}", constant.decl().name().str(), argument);
                arguments.push_back(context.constant(name.c_str(), constructor.domain(argument)));
            }
            from.push_back(constant);
            to.push_back(constructor(arguments));
        }
    }
    Query_terms terms{z3::expr_vector(context), z3::expr_vector(context)};
    for (unsigned i = 0; i < parsed.size(); ++i) {
        z3::expr assertion = parsed[static_cast<int>(i)];
        const z3::expr known = assertion.substitute(from, to);
        (binds_history(assertion) ? terms.definitions : terms.assertions).push_back(known);
    }
    for (unsigned i = 0; i < from.size(); ++i) {
        terms.definitions.push_back(from[static_cast<int>(i)] == to[static_cast<int>(i)]);
    }
    return terms;
}

bool mentions(const z3::expr& term, const z3::expr& constant, std::set<unsigned>& seen) {
    if (!seen.insert(term.id()).second) {
        return false;
    }
    bool found = z3::eq(term, constant);
    for (unsigned i = 0; i < term.num_args() && !found; ++i) {
        found = mentions(term.arg(i), constant, seen);
    }
    return found;
}

bool mentions(const z3::expr_vector& terms, const z3::expr& constant) {
    std::set<unsigned> seen;
    bool found = false;
    for (unsigned i = 0; i < terms.size() && !found; ++i) {
        found = mentions(terms[static_cast<int>(i)], constant, seen);
    }
    return found;
}

/// The rules' functions put in for their calls. A State that is only a name for what a step gives, (assert (step s0 e1 s1)), is
/// put in too: what follows is about the step's own term, as if step were a function.
class Definitions {
public:
    explicit Definitions(smtlib::Exporter& rules)
        : rules_(rules), expansion_(rules), from_(rules.context()), to_(rules.context()) {}

    Query_terms expand(Query_terms terms) {
        z3::context& context = rules_.context();
        z3::expr_vector left(context);
        for (unsigned i = 0; i < terms.assertions.size(); ++i) {
            z3::expr assertion = terms.assertions[static_cast<int>(i)];
            if (!define(assertion)) {
                left.push_back(assertion);
            }
        }
        return {put_in(left), put_in(terms.definitions)};
    }

private:
    /// False for an assertion that defines nothing new.
    bool define(const z3::expr& assertion) {
        const smtlib::Exporter::Function* relation = assertion.is_app() ? rules_.find(assertion.decl()) : nullptr;
        if (relation == nullptr || !relation->is_relation) {
            return false;
        }
        const z3::expr after = assertion.arg(assertion.num_args() - 1);
        const bool is_name = after.is_const() && after.decl().decl_kind() == Z3_OP_UNINTERPRETED;
        if (!is_name || mentions(from_, after) || mentions(to_, after)) {
            return false;
        }
        smtlib::Exporter::Words arguments;
        z3::expr_vector before(rules_.context());
        for (unsigned i = 0; i + 1 < assertion.num_args(); ++i) {
            z3::expr argument = assertion.arg(i);
            arguments.push_back(expansion_.expand(argument.substitute(from_, to_)));
            before.push_back(arguments.back());
        }
        if (mentions(before, after)) {
            return false;
        }
        from_.push_back(after);
        to_.push_back(relation->body(arguments));
        return true;
    }

    z3::expr_vector put_in(const z3::expr_vector& terms) {
        z3::expr_vector result(rules_.context());
        for (unsigned i = 0; i < terms.size(); ++i) {
            z3::expr term = terms[static_cast<int>(i)];
            result.push_back(expansion_.expand(term.substitute(from_, to_)));
        }
        return result;
    }

    smtlib::Exporter& rules_;
    Expansion expansion_;
    z3::expr_vector from_;
    z3::expr_vector to_;
};

} // namespace

Query_terms expanded(smtlib::Exporter& rules, const z3::expr_vector& parsed) {
    return Definitions(rules).expand(with_known_kinds(parsed));
}

} // namespace trapspec::proofs
