#include "proofs/solver.hpp"

#include <fstream>
#include <utility>

#include <fmt/format.h>

namespace trapspec::proofs {

namespace {

constexpr unsigned seed = 1;

/// Z3's core is given so many steps (its own count, the same on every machine). It decides most questions at once, and some
/// never: those are for its strategy, which is slow to start.
constexpr unsigned core_steps = 900'000;

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

/// The core, once equations are solved and each read of memory is a number by itself: it is at its worst with arrays.
z3::solver Solver::core() {
    const auto tactic = [this](const char* name) { return z3::tactic(context(), name); };
    const z3::tactic all = tactic("simplify") & tactic("propagate-values") & tactic("solve-eqs") &
                           tactic("elim-uncnstr") & tactic("ackermannize_bv") & tactic("simplify") & tactic("smt");
    return all.mk_solver();
}

z3::check_result Solver::decide(const z3::expr_vector& terms, Effort effort) {
    const z3::check_result result = ask(configured(core(), core_steps), terms);
    if (result != z3::unknown || effort == Effort::little) {
        return result;
    }
    return ask(configured(z3::solver(context(), "QF_AUFBV")), terms);
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
