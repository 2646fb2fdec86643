#include "proofs/solver.hpp"

#include <fstream>
#include <set>
#include <utility>
#include <vector>

#include <fmt/format.h>

namespace trapspec::proofs {

namespace {

constexpr unsigned seed = 1;

/// Z3's plain core decides most questions at once, and some never. It is given so many steps (its own count, the same on
/// every machine) for the question as it is,
constexpr unsigned plain_steps = 200'000;
/// so many for the question with its comparisons left open,
constexpr unsigned coarse_steps = 300'000;
/// and so many for each part of the question by itself. What is left then is for the strategy that simplifies first.
constexpr unsigned part_steps = 500'000;

/// Conditions that are together the same as this one.
void add_parts(const z3::expr& condition, z3::expr_vector& parts) {
    const bool is_negated = condition.is_not();
    const z3::expr inner = is_negated ? condition.arg(0) : condition;
    if (is_negated && inner.is_not()) {
        add_parts(inner.arg(0), parts);
    } else if (is_negated ? inner.is_or() : inner.is_and()) {
        for (unsigned i = 0; i < inner.num_args(); ++i) {
            add_parts(is_negated ? !inner.arg(i) : inner.arg(i), parts);
        }
    } else {
        parts.push_back(condition);
    }
}

/// Letters, digits, '-' and '_' only: a file name on any system.
std::string file_name(std::string_view query) {
    std::string name;
    for (const char c : query) {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                           c == '_' || c == '.';
        if (plain) {
            name += c;
        } else if (!name.empty() && name.back() != '-') {
            name += '-';
        }
    }
    return name;
}

} // namespace

Solver::Solver(model::Session& session, const Options& options, std::string title)
    : session_(&session), options_(options), title_(std::move(title)), second_opinion_(options) {}

z3::solver Solver::configured(z3::solver solver, std::optional<unsigned> steps) {
    z3::params params(context());
    params.set("timeout", static_cast<unsigned>(options_.timeout.count()));
    params.set("random_seed", seed);
    params.set("relevancy", 0U); // to tell what matters costs more here than it saves
    params.set("ctrl_c", false); // Z3's own handler would take the place of ours, and two threads that swap it crash
    if (steps) {
        params.set("rlimit", *steps);
    }
    solver.set(params);
    return solver;
}

z3::solver Solver::incremental() {
    return configured(z3::solver(context()));
}

z3::check_result Solver::ask(z3::solver solver, const z3::expr_vector& terms) {
    for (const z3::expr& term : terms) {
        solver.add(term);
    }
    return solver.check();
}

/// Each way is for what the one before could not do in its steps.
z3::check_result Solver::decide(const z3::expr_vector& terms, Effort effort) {
    const z3::check_result result = ask_plainly(terms, plain_steps);
    if (result != z3::unknown || effort == Effort::little) {
        return result;
    }
    if (ask_plainly(with_any_comparisons(terms), coarse_steps) == z3::unsat) {
        return z3::unsat;
    }
    return ask_in_parts(terms);
}

/// The last term is what the others may make impossible: each part of it is impossible by itself, or one is not.
z3::check_result Solver::ask_in_parts(const z3::expr_vector& terms) {
    z3::expr_vector parts(context());
    add_parts(!terms.back(), parts);
    z3::expr_vector question(context());
    for (unsigned i = 0; i + 1 < terms.size(); ++i) {
        question.push_back(terms[static_cast<int>(i)]);
    }
    z3::expr_vector open(context());
    for (unsigned i = 0; i < parts.size(); ++i) {
        const z3::expr part = parts[static_cast<int>(i)];
        if (!open.empty() || parts.size() == 1) {
            open.push_back(part); // the parts are of a kind: after one that is hard, no other is tried
            continue;
        }
        question.push_back(!part);
        const z3::check_result result = ask_plainly(question, part_steps);
        question.pop_back();
        if (result == z3::sat) {
            return result;
        }
        if (result == z3::unknown) {
            open.push_back(part);
        }
    }
    if (open.empty()) {
        return z3::unsat;
    }
    question.push_back(!z3::mk_and(open));
    return ask(configured(z3::solver(context(), "QF_AUFBV")), question);
}

z3::check_result Solver::ask_plainly(const z3::expr_vector& terms, unsigned steps) {
    return ask(configured(z3::solver(context(), z3::solver::simple()), steps), terms);
}

/// The same with every comparison of two unknown numbers as if it could come out either way. What is impossible then is
/// impossible; many claims about who wins among many possible failures need no more than that, and no arithmetic.
z3::expr_vector Solver::with_any_comparisons(const z3::expr_vector& terms) {
    z3::expr_vector comparisons(context());
    z3::expr_vector outcomes(context());
    std::set<unsigned> seen;
    std::vector<z3::expr> rest;
    for (z3::expr term : terms) {
        rest.push_back(std::move(term));
    }
    while (!rest.empty()) {
        const z3::expr next = rest.back();
        rest.pop_back();
        if (!seen.insert(next.id()).second || !next.is_app()) {
            continue;
        }
        const Z3_decl_kind kind = next.decl().decl_kind();
        if ((kind == Z3_OP_ULEQ || kind == Z3_OP_ULT) && !next.arg(0).is_numeral() && !next.arg(1).is_numeral()) {
            outcomes.push_back(context().bool_const(fmt::format("outcome_{}", comparisons.size()).c_str()));
            comparisons.push_back(next);
        }
        for (unsigned i = 0; i < next.num_args(); ++i) {
            rest.push_back(next.arg(i));
        }
    }
    z3::expr_vector open(context());
    for (z3::expr term : terms) {
        open.push_back(term.substitute(comparisons, outcomes).simplify());
    }
    return open;
}

Answer Solver::check(std::string_view query, std::span<const Bool<Symbolic>> conditions, Effort effort) {
    ++queries_;
    z3::expr_vector terms(context());
    bool literally_false = false;
    for (const Bool<Symbolic> condition : conditions) {
        literally_false = literally_false || condition.is_literally(false);
        if (!condition.is_literally(true)) {
            terms.push_back(expression(condition));
        }
    }

    Answer answer = Answer::unknown;
    if (literally_false) {
        answer = Answer::unsatisfiable;
    } else {
        switch (decide(terms, effort)) {
        case z3::sat:
            answer = Answer::satisfiable;
            break;
        case z3::unsat:
            answer = Answer::unsatisfiable;
            break;
        case z3::unknown:
            break;
        }
    }
    const bool is_open = !terms.empty() && answer != Answer::unknown && !literally_false;
    if (!options_.smt2.empty() || (second_opinion_.is_wanted() && is_open)) {
        const std::string title = fmt::format("{} {}", title_, query);
        const std::string text = script(title, terms, answer);
        if (!options_.smt2.empty()) {
            dump(title, text);
        }
        if (is_open) {
            second_opinion_.ask(query, terms, text, answer == Answer::satisfiable);
        }
    }
    return answer;
}

std::string Solver::script(const std::string& title, const z3::expr_vector& conditions, Answer answer) {
    const char* status = answer == Answer::satisfiable ? "sat" : answer == Answer::unsatisfiable ? "unsat" : "unknown";
    const smtlib::Flat_text text = smtlib::as_text(conditions);
    return fmt::format(
        "(set-logic QF_AUFBV)\n; {}\n(set-info :status {})\n{}{}", title, status, text.declarations, text.assertions);
}

void Solver::dump(const std::string& title, const std::string& script) const {
    const std::filesystem::path file = options_.smt2 / (file_name(title) + ".smt2");
    const std::filesystem::path unfinished = file.string() + ".part";
    std::ofstream(unfinished) << script << "(check-sat)\n(exit)\n";
    std::filesystem::rename(unfinished, file);
}

} // namespace trapspec::proofs
