#include "tests/constants/questions.hpp"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <thread>

namespace trapspec::constants {

namespace {

struct Recorder : mutation::Observer {
    std::vector<Sighting> sightings = std::vector<Sighting>(sites().size() + 1);

    void saw(unsigned site, std::uint64_t value, bool slices_up, bool slices_down) override {
        Sighting& seen = sightings[site];
        if (!seen.reached) {
            seen = {true, value, slices_up, slices_down};
        } else {
            seen.slices_up |= slices_up;
            seen.slices_down |= slices_down;
        }
    }
};

} // namespace

std::uint64_t fingerprint(proofs::Attempt& attempt, const proofs::Attempt::Question& question) {
    std::uint64_t sum = 0;
    for (const auto* conditions : {&question.hypotheses, &question.claims}) {
        sum = sum * 31 + conditions->size();
        for (const auto& condition : *conditions) {
            sum = sum * 1099511628211U + attempt.solver().expression(condition).hash();
        }
    }
    return sum;
}

Questions::Questions(unsigned threads) : sightings_(sites().size() + 1) {
    const auto registry = proofs::registry();
    proofs_.resize(registry.size());
    for (std::size_t i = 0; i < registry.size(); ++i) {
        registry[i].prove(proofs_[i]);
        for (const model::Rule_set& rules : model::rule_sets) {
            const bool holds = proofs::expected(registry[i], rules.name) == proofs::Expected::holds;
            for (const proofs::Obligation& obligation : proofs_[i].obligations()) {
                questions_.push_back({&registry[i], &obligation, &rules, holds, {}});
            }
        }
    }

    std::atomic<std::size_t> next{0};
    std::mutex merging;
    const auto work = [&] {
        std::vector<Sighting> seen(sites().size() + 1);
        for (std::size_t i = next++; i < questions_.size(); i = next++) {
            look_at(questions_[i], seen);
        }
        const std::scoped_lock lock(merging);
        for (std::size_t site = 0; site < seen.size(); ++site) {
            Sighting& total = sightings_[site];
            total.slices_up |= seen[site].slices_up;
            total.slices_down |= seen[site].slices_down;
            total.value = seen[site].reached ? seen[site].value : total.value;
            total.reached |= seen[site].reached;
        }
    };
    {
        std::vector<std::jthread> others;
        for (unsigned i = 1; i < threads; ++i) {
            others.emplace_back(work);
        }
        work();
    }
    std::stable_sort(questions_.begin(), questions_.end(), [](const Question& a, const Question& b) {
        return a.breadth < b.breadth;
    });
}

void Questions::look_at(Question& question, std::vector<Sighting>& sightings) {
    static const proofs::Options options;
    Recorder recorder;
    proofs::Attempt attempt(*question.theorem, *question.rules, options, *question.obligation);
    proofs::Run<model::Symbolic> run(proofs::Inputs<model::Symbolic>(attempt.session()), *question.rules);
    mutation::observer = &recorder;
    const auto asked = attempt.question(run);
    mutation::observer = nullptr;
    question.fingerprint = fingerprint(attempt, asked);
    question.about.resize(sites().size() + 1);
    for (std::size_t site = 1; site < sightings.size(); ++site) {
        const Sighting& seen = recorder.sightings[site];
        if (seen.reached) {
            question.about[site] = true;
            ++question.breadth;
            sightings[site].slices_up |= seen.slices_up;
            sightings[site].slices_down |= seen.slices_down;
            sightings[site].value = seen.value;
            sightings[site].reached = true;
        }
    }
}

} // namespace trapspec::constants
