#include <algorithm>
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

/// A verdict needs the agreement of every solver that was asked.
void judge_confirmations(Result& result, const std::string& complaint) {
    const bool decided = result.verdict == Verdict::proved || result.verdict == Verdict::refuted;
    const auto any = [&](auto count) {
        return std::any_of(result.confirmations.begin(), result.confirmations.end(), count);
    };
    if (any([](const Confirmation& each) { return each.disagreed > 0; })) {
        result.verdict = Verdict::disputed;
        result.complaint = complaint;
    } else if (decided && any([](const Confirmation& each) { return each.timed_out + each.failed > 0; })) {
        result.verdict = Verdict::unconfirmed;
        result.complaint = complaint;
    }
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

Result decide(const Theorem& theorem, const model::Rule_set& rules, const Options& options, Precedents* precedents) {
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

    std::string unconfirmed;
    for (const Obligation* obligation : order) {
        const Clock::time_point obligation_start = Clock::now();
        Attempt attempt(theorem, rules, options, *obligation, precedents);
        Verdict verdict = Verdict::broken;
        std::string complaint;
        try {
            verdict = attempt.decide();
            complaint = attempt.complaint();
        } catch (const std::exception& error) {
            complaint = error.what();
        }
        result.queries += attempt.queries();
        add(result.confirmations, attempt.second_opinion().confirmations());
        const Second_opinion& other = attempt.second_opinion();
        if (!other.complaint().empty() && (unconfirmed.empty() || other.is_disputed())) {
            unconfirmed = fmt::format("{}: {}", obligation->name, other.complaint());
        }
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
    judge_confirmations(result, unconfirmed);
    result.seconds = seconds_since(start);
    return result;
}

} // namespace trapspec::proofs
