#include "proofs/second_opinion.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "proofs/programs.hpp"

namespace trapspec::proofs {

namespace {

/// Of what the theorems are about, boolector 1.5 has no constant arrays; cvc5 has everything.
std::string lacked_by(const std::string& solver, const z3::expr_vector& assertions) {
    return smtlib::beyond_flat(assertions, solver != "boolector").value_or("");
}

} // namespace

Confirmation& Confirmation::operator+=(const Confirmation& other) {
    agreed += other.agreed;
    disagreed += other.disagreed;
    timed_out += other.timed_out;
    failed += other.failed;
    for (const auto& [what, count] : other.lacks) {
        lacks[what] += count;
    }
    seconds += other.seconds;
    return *this;
}

void add(std::vector<Confirmation>& sums, const std::vector<Confirmation>& more) {
    for (const Confirmation& each : more) {
        const auto found =
            std::find_if(sums.begin(), sums.end(), [&](const auto& sum) { return sum.solver == each.solver; });
        if (found == sums.end()) {
            sums.push_back(each);
        } else {
            *found += each;
        }
    }
}

Second_opinion::Second_opinion(const Options& options) : options_(options) {
    for (const std::string& solver : options.confirm_with) {
        confirmations_.emplace_back().solver = solver;
    }
}

void Second_opinion::ask(
    std::string_view query, const z3::expr_vector& assertions, const std::string& script, bool is_satisfiable) {
    for (Confirmation& each : confirmations_) {
        if (const std::string lacked = lacked_by(each.solver, assertions); !lacked.empty()) {
            ++each.lacks[lacked];
            continue;
        }
        const Program_answer answer = ask_program(each.solver, script, options_.timeout, options_.stop);
        each.seconds += answer.seconds;
        switch (answer.verdict) {
        case Program_verdict::sat:
        case Program_verdict::unsat:
            if ((answer.verdict == Program_verdict::sat) == is_satisfiable) {
                ++each.agreed;
            } else {
                ++each.disagreed;
                disputed_ = fmt::format("{}: {} says {}, and z3 the contrary", query, each.solver, answer.said);
            }
            break;
        case Program_verdict::timed_out:
            ++each.timed_out;
            undecided_ = fmt::format("{}: {} found no answer in time", query, each.solver);
            break;
        case Program_verdict::failed:
            ++each.failed;
            undecided_ = fmt::format("{}: {} says \"{}\"", query, each.solver, answer.said);
            break;
        }
    }
}

} // namespace trapspec::proofs
