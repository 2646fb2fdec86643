#include "proofs/solver.hpp"

#include <fstream>
#include <utility>

#include <fmt/format.h>

namespace trapspec::proofs {

namespace {

constexpr unsigned seed = 1;

/// Z3's plain core decides most questions at once, and some never; its default strategy is slower on the first and good
/// on the others. So the plain core comes first, up to this many steps (its own count, the same on every machine).
constexpr unsigned plain_steps = 500'000;

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

Solver::Solver(
    model::Session& session, std::chrono::milliseconds timeout, std::filesystem::path smt2, std::string prefix)
    : session_(&session), timeout_(timeout), smt2_(std::move(smt2)), prefix_(std::move(prefix)) {}

z3::solver Solver::configured(z3::solver solver, std::optional<unsigned> steps) {
    z3::params params(context());
    params.set("timeout", static_cast<unsigned>(timeout_.count()));
    params.set("random_seed", seed);
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

Answer Solver::check(std::string_view query, std::span<const Bool<Symbolic>> conditions) {
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
        z3::check_result result = ask(configured(z3::solver(context(), z3::solver::simple()), plain_steps), terms);
        if (result == z3::unknown) {
            result = ask(configured(z3::solver(context())), terms);
        }
        switch (result) {
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
    if (!smt2_.empty()) {
        dump(query, terms, answer);
    }
    return answer;
}

void Solver::dump(std::string_view query, const z3::expr_vector& conditions, Answer answer) {
    const char* status = answer == Answer::satisfiable ? "sat" : answer == Answer::unsatisfiable ? "unsat" : "unknown";
    const std::string title = fmt::format("{} {}", prefix_, query);

    // The last condition is Z3's "formula", the others its "assumptions": all are asserted.
    std::vector<Z3_ast> asserted;
    for (const z3::expr& condition : conditions) {
        asserted.push_back(condition);
    }
    const z3::expr last = asserted.empty() ? context().bool_val(true) : z3::expr(context(), asserted.back());
    const auto assumptions = static_cast<unsigned>(asserted.empty() ? 0 : asserted.size() - 1);
    const std::string text = Z3_benchmark_to_smtlib_string(
        context(), title.c_str(), "QF_ABV", status, "", assumptions, asserted.data(), last);

    const std::filesystem::path file = smt2_ / (file_name(title) + ".smt2");
    const std::filesystem::path unfinished = file.string() + ".part";
    std::ofstream(unfinished) << text;
    std::filesystem::rename(unfinished, file);
}

} // namespace trapspec::proofs
