#include <chrono>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "proofs/attempt.hpp"

namespace trapspec::proofs {

namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}

} // namespace

Expected expected(const Theorem& theorem, std::string_view rules) {
    std::string_view names = theorem.fails_in;
    while (!names.empty()) {
        const std::size_t end = std::min(names.find(' '), names.size());
        if (names.substr(0, end) == rules) {
            return Expected::fails;
        }
        names.remove_prefix(std::min(end + 1, names.size()));
    }
    return Expected::holds;
}

Result decide(const Theorem& theorem, const model::Rule_set& rules, const Options& options) {
    const Clock::time_point start = Clock::now();
    Result result;
    result.theorem = theorem.name;
    result.rules = rules.name;
    result.expected = expected(theorem, rules.name);
    result.verdict = Verdict::proved;

    Proof proof;
    theorem.prove(proof);
    std::vector<const Obligation*> order; // histories first: their counterexamples are traces
    for (const bool history : {true, false}) {
        for (const Obligation& obligation : proof.obligations()) {
            if (obligation.is_history == history) {
                order.push_back(&obligation);
            }
        }
    }

    for (const Obligation* obligation : order) {
        const Clock::time_point obligation_start = Clock::now();
        Attempt attempt(theorem, rules, options, *obligation);
        Verdict verdict = Verdict::broken;
        std::string complaint;
        try {
            verdict = attempt.decide();
            complaint = attempt.complaint();
        } catch (const std::exception& error) {
            complaint = error.what();
        }
        result.queries += attempt.queries();
        result.obligations.push_back({obligation->name, verdict, seconds_since(obligation_start)});
        if (verdict == Verdict::proved) {
            continue;
        }
        // A counterexample settles the theorem; otherwise the first failure stays the verdict unless one is found.
        if (verdict == Verdict::refuted) {
            result.verdict = verdict;
            result.witness = std::move(attempt.witness());
            result.complaint.clear();
            break;
        }
        if (result.verdict == Verdict::proved) {
            result.verdict = verdict;
            result.complaint = fmt::format("{}: {}", obligation->name, complaint);
        }
    }
    result.seconds = seconds_since(start);
    return result;
}

} // namespace trapspec::proofs
