// One obligation in one session: the question, the vacuity check, the counterexample and its replay.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "proofs/precedents.hpp"
#include "proofs/solver.hpp"
#include "proofs/theorem.hpp"

namespace trapspec::proofs {

class Attempt {
public:
    /// With precedents, a question that was decided for another version is not asked again.
    Attempt(const Theorem& theorem,
        const model::Rule_set& rules,
        const Options& options,
        const Obligation& obligation,
        Precedents* precedents = nullptr);

    [[nodiscard]] Verdict decide();

    /// What `decide` asks first: can the hypotheses hold and a claim not?
    struct Question {
        std::vector<Bool<Symbolic>> hypotheses;
        std::vector<Bool<Symbolic>> claims;
    };
    [[nodiscard]] Question question(Run<Symbolic>& run);
    [[nodiscard]] Answer ask(const Question& question);

    [[nodiscard]] Solver& solver() { return solver_; }
    [[nodiscard]] model::Session& session() { return session_; }
    [[nodiscard]] const std::string& complaint() const { return complaint_; }
    [[nodiscard]] std::optional<Witness>& witness() { return witness_; }
    [[nodiscard]] std::size_t queries() const { return solver_.queries(); }
    [[nodiscard]] const Second_opinion& second_opinion() const { return solver_.second_opinion(); }

private:
    using Conditions = std::vector<Bool<Symbolic>>;

    [[nodiscard]] Verdict by_precedent(Run<Symbolic>& run, const Question& asked);
    [[nodiscard]] z3::expr_vector terms_of(Run<Symbolic>& run);
    [[nodiscard]] Verdict judge(Run<Symbolic>& run, const Question& asked);
    [[nodiscard]] bool settles(Run<Symbolic>& run);
    [[nodiscard]] Conditions values_of(
        std::span<const Run<Symbolic>::Statement> statements, const Inputs<Symbolic>& inputs, std::size_t settled);
    [[nodiscard]] Conditions all_values_of(
        std::span<const Run<Symbolic>::Statement> statements, const Inputs<Symbolic>& inputs);
    [[nodiscard]] Answer satisfy(const Conditions& hypotheses, const Inputs<Symbolic>& inputs);
    [[nodiscard]] Verdict refute(Run<Symbolic>& run, Bool<Symbolic> violated);
    [[nodiscard]] Verdict confirm(Witness witness);
    [[nodiscard]] bool replay(Witness& witness);
    [[nodiscard]] Verdict bite();

    const Theorem& theorem_;
    const model::Rule_set& rules_;
    const Obligation& obligation_;
    const Options& options_;
    Precedents* precedents_;
    model::Session session_;
    Solver solver_;
    std::string complaint_;
    std::optional<Witness> witness_;
};

} // namespace trapspec::proofs
