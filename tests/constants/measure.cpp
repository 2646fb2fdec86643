#include "tests/constants/measure.hpp"

#include <algorithm>
#include <atomic>
#include <map>
#include <mutex>
#include <thread>

#include <fmt/format.h>

#include "tests/constants/equivalence.hpp"

namespace trapspec::constants {

namespace {

/// A constant's mutants one after the other: what noticed one of them is asked first about the next.
class Hunt {
public:
    Hunt(const Questions& questions, const Constant& constant) : constant_(constant) {
        for (const Question& question : questions.all()) {
            const auto about = [&](unsigned site) { return question.about[site]; };
            if (std::any_of(constant.sites.begin(), constant.sites.end(), about)) {
                (question.holds ? holding_ : failing_).push_back(&question);
            }
        }
    }

    Outcome decide(const Mutant& mutant) {
        if (holding_.empty() && failing_.empty()) {
            return {Fate::unreached, ""};
        }
        try {
            if (const Question* question = refuted(mutant)) {
                return {Fate::refuted, fmt::format("{} ({})", question->theorem->name, question->rules->name)};
            }
            if (const Question* question = proved(mutant)) {
                return {Fate::proved, fmt::format("{} ({})", question->theorem->name, question->rules->name)};
            }
        } catch (const mutation::Does_not_compile&) {
            return {Fate::does_not_compile, ""};
        }
        const Equivalence equivalence = compare(mutant);
        return {equivalence.equal ? Fate::equal : Fate::survived, equivalence.seen_by};
    }

private:
    const Question* refuted(const Mutant& mutant) {
        for (auto it = holding_.begin(); it != holding_.end(); ++it) {
            const Question* const question = *it;
            if (answer(mutant, *question, true) == proofs::Answer::satisfiable) {
                std::rotate(holding_.begin(), it, it + 1);
                return question;
            }
        }
        return nullptr;
    }

    /// A theorem that fails is proved when none of its questions has a counterexample any more.
    const Question* proved(const Mutant& mutant) {
        std::map<std::pair<const proofs::Theorem*, const model::Rule_set*>, std::vector<const Question*>> theorems;
        for (const Question* question : failing_) {
            theorems[{question->theorem, question->rules}].push_back(question);
        }
        for (const auto& [theorem, questions] : theorems) {
            const auto none = [&](const Question* question) {
                return answer(mutant, *question, false) == proofs::Answer::unsatisfiable;
            };
            if (std::all_of(questions.begin(), questions.end(), none)) {
                return questions.front();
            }
        }
        return nullptr;
    }

    /// Is there a counterexample? With `expected_none`, one whose terms did not change is not asked again.
    proofs::Answer answer(const Mutant& mutant, const Question& question, bool expected_none) {
        if (mutant.flag != nullptr && mutant.version != question.rules->name) {
            return expected_none ? proofs::Answer::unsatisfiable : proofs::Answer::satisfiable;
        }
        model::Rule_set rules = *question.rules;
        if (mutant.flag != nullptr) {
            rules.*mutant.flag->member = !(rules.*mutant.flag->member);
        }
        const With_mutation active(mutant.mutation);
        proofs::Options options;
        options.timeout = std::chrono::seconds(5);
        proofs::Attempt attempt(*question.theorem, rules, options, *question.obligation);
        proofs::Run<model::Symbolic> run(proofs::Inputs<model::Symbolic>(attempt.session()), rules);
        const auto asked = attempt.question(run);
        if (fingerprint(attempt, asked) == question.fingerprint) {
            return expected_none ? proofs::Answer::unsatisfiable : proofs::Answer::satisfiable;
        }
        return attempt.ask(asked);
    }

    const Constant& constant_;
    std::vector<const Question*> holding_;
    std::vector<const Question*> failing_;
};

} // namespace

std::string_view name(Fate fate) {
    switch (fate) {
    case Fate::refuted:
        return "refutes";
    case Fate::proved:
        return "proves";
    case Fate::does_not_compile:
        return "does not compile";
    case Fate::equal:
        return "is equal to the original";
    case Fate::unreached:
        return "is reached by no theorem";
    case Fate::survived:
        break;
    }
    return "survives,";
}

std::vector<Measured> measure(
    const Questions& questions, std::vector<Constant> constants, unsigned threads, const Progress& progress) {
    std::vector<Measured> all(constants.size());
    std::atomic<std::size_t> next{0};
    std::mutex reporting;
    std::size_t done = 0;
    const auto work = [&] {
        for (std::size_t i = next++; i < constants.size(); i = next++) {
            Measured& measured = all[i];
            measured.constant = std::move(constants[i]);
            Hunt hunt(questions, measured.constant);
            for (const Mutant& mutant : measured.constant.mutants) {
                measured.outcomes.push_back(hunt.decide(mutant));
            }
            const std::scoped_lock lock(reporting);
            progress(++done, measured);
        }
    };
    std::vector<std::jthread> others;
    for (unsigned i = 1; i < threads; ++i) {
        others.emplace_back(work);
    }
    work();
    others.clear();
    return all;
}

} // namespace trapspec::constants
