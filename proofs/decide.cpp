#include <chrono>
#include <map>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "proofs/minimise.hpp"
#include "proofs/solver.hpp"
#include "proofs/theorem.hpp"

namespace trapspec::proofs {

namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

/// One obligation in one session.
class Attempt {
public:
    Attempt(const Theorem& theorem, const model::Rule_set& rules, const Options& options, const Obligation& obligation)
        : theorem_(theorem),
          rules_(rules),
          obligation_(obligation),
          solver_(
              session_,
              options.timeout,
              options.smt2,
              fmt::format("{}.{}.{}", theorem.name, rules.name, obligation.name)
          ),
          options_(options) {}

    [[nodiscard]] Verdict decide() {
        Run<Symbolic> run(Inputs<Symbolic>(session_), rules_);
        obligation_.symbolic(run);
        const std::vector<Bool<Symbolic>> hypotheses = values_of(run.assumptions(), run.inputs());
        const std::vector<Bool<Symbolic>> claims = values_of(run.claims(), run.inputs());
        if (claims.empty()) {
            complaint_ = "it claims nothing";
            return Verdict::broken;
        }

        std::vector<Bool<Symbolic>> violated = hypotheses;
        violated.push_back(!conjunction(claims));
        switch (solver_.check("counterexample", violated)) {
        case Answer::unknown:
            complaint_ = "the solver found neither a proof nor a counterexample in time";
            return Verdict::unknown;
        case Answer::satisfiable:
            return refute(run, conjunction(violated));
        case Answer::unsatisfiable:
            break;
        }
        switch (solver_.check("hypotheses", hypotheses)) {
        case Answer::unknown:
            complaint_ = "proved, but the solver could not show that the hypotheses can be satisfied";
            return Verdict::unknown;
        case Answer::unsatisfiable:
            complaint_ = "nothing satisfies the hypotheses";
            return Verdict::vacuous;
        case Answer::satisfiable:
            break;
        }
        return options_.check_teeth && !obligation_.is_lemma ? bite() : Verdict::proved;
    }

    [[nodiscard]] const std::string& complaint() const { return complaint_; }
    [[nodiscard]] std::optional<Witness>& witness() { return witness_; }
    [[nodiscard]] std::size_t queries() const { return solver_.queries(); }

private:
    template <class Statements>
    [[nodiscard]] std::vector<Bool<Symbolic>> values_of(const Statements& statements, const Inputs<Symbolic>& inputs) {
        z3::expr_vector from(solver_.context());
        z3::expr_vector to(solver_.context());
        for (const auto& cut : inputs.generalised()) {
            from.push_back(model::expression(session_, cut.value, cut.width));
            to.push_back(model::expression(session_, cut.anything, cut.width));
        }
        std::vector<Bool<Symbolic>> values;
        for (const auto& statement : statements) {
            if (from.empty()) {
                values.push_back(statement.value);
            } else {
                z3::expr general = solver_.expression(statement.value).substitute(from, to).simplify();
                values.push_back(Bool<Symbolic>::of(model::term(session_, general)));
            }
        }
        return values;
    }

    [[nodiscard]] static Bool<Symbolic> conjunction(const std::vector<Bool<Symbolic>>& values) {
        Bool<Symbolic> all = true;
        for (const Bool<Symbolic> value : values) {
            all = all & value;
        }
        return all;
    }

    [[nodiscard]] Verdict refute(Run<Symbolic>& run, Bool<Symbolic> violated) {
        const auto minimal =
            minimal_counterexample(solver_, run.inputs(), violated, values_of(run.claims(), run.inputs()));
        if (!minimal) {
            complaint_ = "there is a counterexample, but the solver could not make it small in time";
            return Verdict::unknown;
        }
        Witness witness;
        witness.theorem = theorem_.name;
        witness.obligation = obligation_.name;
        witness.rules = rules_.name;
        witness.values = minimal->values;
        for (std::size_t i = 0; i < minimal->claims.size(); ++i) {
            if (!minimal->claims[i]) {
                witness.violated.push_back(run.claims()[i].text);
            }
        }
        if (obligation_.is_history && !replay(witness)) {
            return Verdict::broken;
        }
        witness_ = std::move(witness);
        return Verdict::refuted;
    }

    /// Runs the counterexample in Concrete: the hypotheses must hold there and a claim must not.
    [[nodiscard]] bool replay(Witness& witness) {
        std::map<std::string, std::uint64_t, std::less<>> values;
        for (const Witness_value& value : witness.values) {
            values.emplace(value.name, value.value);
        }
        Run<Concrete> run(Inputs<Concrete>(std::move(values)), rules_);
        obligation_.concrete(run);
        for (const auto& assumption : run.assumptions()) {
            if (!assumption.value.host()) {
                complaint_ = fmt::format("the counterexample does not replay: not \"{}\"", assumption.text);
                return false;
            }
        }
        witness.violated.clear();
        for (const auto& claim : run.claims()) {
            if (!claim.value.host()) {
                witness.violated.push_back(claim.text);
            }
        }
        if (witness.violated.empty() || !run.started()) {
            complaint_ = "the counterexample does not replay: every claim holds";
            return false;
        }
        witness.syscall_vector = static_cast<std::uint32_t>(run.machine().syscall_vector.host());
        witness.pfn_limit = static_cast<std::uint32_t>(run.pfn_limit().host());
        witness.mapped_pages = static_cast<std::uint32_t>(run.mapped_pages().host());
        witness.events = run.events();
        witness.replays = true;
        return true;
    }

    /// With a rule that leaves behind anything at all, the claims must no longer follow.
    [[nodiscard]] Verdict bite() {
        Run<Symbolic> run(Inputs<Symbolic>(session_), rules_, true);
        obligation_.symbolic(run);
        std::vector<Bool<Symbolic>> violated = values_of(run.assumptions(), run.inputs());
        violated.push_back(!conjunction(values_of(run.claims(), run.inputs())));
        if (solver_.check("teeth", violated) == Answer::satisfiable) {
            return Verdict::proved;
        }
        complaint_ = "it would hold for a rule that does anything at all";
        return Verdict::toothless;
    }

    const Theorem& theorem_;
    const model::Rule_set& rules_;
    const Obligation& obligation_;
    model::Session session_;
    Solver solver_;
    const Options& options_;
    std::string complaint_;
    std::optional<Witness> witness_;
};

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
