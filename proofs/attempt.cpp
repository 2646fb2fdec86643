#include "proofs/attempt.hpp"

#include <map>

#include <fmt/format.h>

#include "proofs/minimise.hpp"

namespace trapspec::proofs {

namespace {

Bool<Symbolic> conjunction(const std::vector<Bool<Symbolic>>& values) {
    Bool<Symbolic> all = true;
    for (const Bool<Symbolic> value : values) {
        all = all & value;
    }
    return all;
}

} // namespace

Attempt::Attempt(const Theorem& theorem,
    const model::Rule_set& rules,
    const Options& options,
    const Obligation& obligation,
    Precedents* precedents)
    : theorem_(theorem), rules_(rules), obligation_(obligation), options_(options), precedents_(precedents),
      solver_(session_, options, fmt::format("{}.{}.{}", theorem.name, rules.name, obligation.name)) {}

Verdict Attempt::decide() {
    Run<Symbolic> run(Inputs<Symbolic>(session_), rules_);
    const Question asked = question(run);
    if (asked.claims.empty()) {
        complaint_ = "it claims nothing";
        return Verdict::broken;
    }
    const Verdict verdict = precedents_ != nullptr ? by_precedent(run, asked) : judge(run, asked);
    return verdict == Verdict::proved && options_.check_teeth && !obligation_.is_lemma ? bite() : verdict;
}

/// Another version may have had the same question. A counterexample is replayed in this one all the same.
Verdict Attempt::by_precedent(Run<Symbolic>& run, const Question& asked) {
    const Precedents::Name name{theorem_.name, obligation_.name};
    const z3::expr_vector terms = terms_of(run);
    if (std::optional<Precedents::Decision> decided = precedents_->find(name, terms)) {
        if (decided->verdict == Verdict::refuted) {
            decided->witness->rules = rules_.name;
            return confirm(std::move(*decided->witness));
        }
        return decided->verdict;
    }
    const Verdict verdict = judge(run, asked);
    if (verdict == Verdict::proved || verdict == Verdict::refuted) {
        precedents_->add(name, terms, {verdict, witness_});
    }
    return verdict;
}

/// All that the answer depends on.
z3::expr_vector Attempt::terms_of(Run<Symbolic>& run) {
    z3::expr_vector terms(solver_.context());
    const auto add_count = [&](std::size_t count) {
        terms.push_back(solver_.context().int_val(static_cast<std::uint64_t>(count)));
    };
    add_count(run.inputs().variables().size());
    for (const auto& variable : run.inputs().variables()) {
        terms.push_back(model::expression(session_, variable.term, variable.width));
    }
    add_count(run.inputs().generalised().size());
    for (const auto& [term, by, width] : run.inputs().generalised()) {
        terms.push_back(model::expression(session_, term, width));
        terms.push_back(model::expression(session_, by, width));
    }
    for (const auto& [fact, known] : run.settlements()) {
        add_count(known);
        terms.push_back(solver_.expression(fact.value));
    }
    for (const auto* statements : {&run.assumptions(), &run.claims()}) {
        add_count(statements->size());
        for (const auto& statement : *statements) {
            terms.push_back(solver_.expression(statement.value));
        }
    }
    return terms;
}

Verdict Attempt::judge(Run<Symbolic>& run, const Question& asked) {
    if (!settles(run)) {
        return Verdict::unknown;
    }
    const Answer counterexample = ask(asked);
    if (counterexample == Answer::unknown) {
        complaint_ = "the solver found neither a proof nor a counterexample in time";
        return Verdict::unknown;
    }
    if (counterexample == Answer::satisfiable) {
        Conditions violated = asked.hypotheses;
        violated.push_back(!conjunction(asked.claims));
        return refute(run, conjunction(violated));
    }
    switch (satisfy(asked.hypotheses, run.inputs())) {
    case Answer::unknown:
        complaint_ = "proved, but the solver could not show that the hypotheses can be satisfied";
        return Verdict::unknown;
    case Answer::unsatisfiable:
        complaint_ = "nothing satisfies the hypotheses";
        return Verdict::vacuous;
    case Answer::satisfiable:
        break;
    }
    return Verdict::proved;
}

Attempt::Question Attempt::question(Run<Symbolic>& run) {
    obligation_.symbolic(run);
    Question asked{all_values_of(run.assumptions(), run.inputs()), all_values_of(run.claims(), run.inputs())};
    for (const auto& [fact, known] : run.settlements()) {
        asked.hypotheses.push_back(values_of(std::span(&fact, 1), run.inputs(), 0).front());
    }
    return asked;
}

/// Whether the assumptions settle what the theorem says they do, each with the help of those before it.
bool Attempt::settles(Run<Symbolic>& run) {
    const std::span<const Run<Symbolic>::Statement> assumptions = run.assumptions();
    Conditions facts;
    for (const auto& [fact, known] : run.settlements()) {
        Conditions violated = values_of(assumptions.first(known), run.inputs(), facts.size());
        violated.insert(violated.end(), facts.begin(), facts.end());
        violated.push_back(!values_of(std::span(&fact, 1), run.inputs(), facts.size()).front());
        if (solver_.check(fmt::format("not settled - {}", fact.text), violated) != Answer::unsatisfiable) {
            complaint_ = fmt::format("the assumptions do not settle that {}", fact.text);
            return false;
        }
        facts.push_back(values_of(std::span(&fact, 1), run.inputs(), 0).front());
    }
    return true;
}

/// The conditions, cut where the theorem says, and with so many of what it settles.
Attempt::Conditions Attempt::values_of(
    std::span<const Run<Symbolic>::Statement> statements, const Inputs<Symbolic>& inputs, std::size_t settled) {
    z3::expr_vector from(solver_.context());
    z3::expr_vector to(solver_.context());
    const auto replace = [&](std::span<const Inputs<Symbolic>::Replacement> replacements) {
        for (const auto& [term, by, width] : replacements) {
            from.push_back(model::expression(session_, term, width));
            to.push_back(model::expression(session_, by, width));
        }
    };
    replace(inputs.generalised());
    replace(std::span(inputs.settled()).first(settled));
    Conditions values;
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

Attempt::Conditions Attempt::all_values_of(
    std::span<const Run<Symbolic>::Statement> statements, const Inputs<Symbolic>& inputs) {
    return values_of(statements, inputs, inputs.settled().size());
}

/// Can the hypotheses be true? An ordinary state, which is quick to look at, will do.
Answer Attempt::satisfy(const Conditions& hypotheses, const Inputs<Symbolic>& inputs) {
    if (!inputs.ordinary().empty()) {
        z3::context& z3 = solver_.context();
        z3::expr_vector variables(z3);
        z3::expr_vector values(z3);
        for (const auto& each : inputs.ordinary()) {
            variables.push_back(model::expression(session_, each.variable, each.width));
            values.push_back(each.width == 0 ? z3.bool_val(each.value != 0) : z3.bv_val(each.value, each.width));
        }
        Conditions ordinary;
        for (const Bool<Symbolic> condition : hypotheses) {
            z3::expr simple = solver_.expression(condition).substitute(variables, values).simplify();
            ordinary.push_back(Bool<Symbolic>::of(model::term(session_, simple)));
        }
        if (solver_.check("hypotheses in an ordinary state", ordinary, Solver::Effort::little) == Answer::satisfiable) {
            return Answer::satisfiable;
        }
    }
    return solver_.check("hypotheses", hypotheses);
}

/// All claims at once, or claim by claim where the obligation asks for that; what is shown then helps with the next.
Answer Attempt::ask(const Question& question) {
    const auto& [hypotheses, claims] = question;
    Conditions violated = hypotheses;
    if (!obligation_.claim_by_claim) {
        violated.push_back(!conjunction(claims));
        return solver_.check("counterexample", violated);
    }
    for (std::size_t i = 0; i < claims.size(); ++i) {
        violated.push_back(!claims[i]);
        const Answer answer = solver_.check(fmt::format("counterexample to claim {}", i + 1), violated);
        violated.pop_back();
        if (answer != Answer::unsatisfiable) {
            return answer;
        }
        violated.push_back(claims[i]);
    }
    return Answer::unsatisfiable;
}

Verdict Attempt::refute(Run<Symbolic>& run, Bool<Symbolic> violated) {
    const auto minimal =
        minimal_counterexample(solver_, run.inputs(), violated, all_values_of(run.claims(), run.inputs()));
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
    return confirm(std::move(witness));
}

Verdict Attempt::confirm(Witness witness) {
    if (obligation_.is_history && !replay(witness)) {
        return Verdict::broken;
    }
    witness_ = std::move(witness);
    return Verdict::refuted;
}

/// Runs the counterexample in Concrete: the hypotheses must hold there and a claim must not.
bool Attempt::replay(Witness& witness) {
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

/// With a rule that leaves behind anything at all, the claims must no longer follow. One that does not is enough, so each
/// is tried a little before any is tried hard.
Verdict Attempt::bite() {
    Run<Symbolic> run(Inputs<Symbolic>(session_), rules_, true);
    obligation_.symbolic(run);
    Conditions violated = all_values_of(run.assumptions(), run.inputs());
    Conditions open = all_values_of(run.claims(), run.inputs());
    for (const Solver::Effort effort : {Solver::Effort::little, Solver::Effort::full}) {
        Conditions still_open;
        for (const Bool<Symbolic> claim : open) {
            violated.push_back(!claim);
            const Answer answer = solver_.check("teeth", violated, effort);
            violated.pop_back();
            if (answer == Answer::satisfiable) {
                return Verdict::proved;
            }
            if (answer == Answer::unknown) {
                still_open.push_back(claim);
            }
        }
        open = std::move(still_open);
    }
    complaint_ = open.empty() ? "it would hold for a rule that does anything at all"
                              : "the solver could not show in time that it can fail";
    return open.empty() ? Verdict::toothless : Verdict::unknown;
}

} // namespace trapspec::proofs
