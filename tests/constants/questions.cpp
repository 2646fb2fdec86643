#include "tests/constants/questions.hpp"

#include <algorithm>
#include <atomic>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <unordered_map>
#include <vector>

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

/// What a term says, in 64 bits. Z3's own hash of a term is the same for terms that differ far below.
class Digest {
public:
    std::uint64_t of(const z3::expr& root) {
        std::vector<z3::expr> open{root};
        while (!open.empty()) {
            const z3::expr term = open.back();
            const std::size_t before = open.size();
            if (!known_.contains(term.id())) {
                for (unsigned i = 0; i < term.num_args(); ++i) {
                    if (!known_.contains(term.arg(i).id())) {
                        open.push_back(term.arg(i));
                    }
                }
            }
            if (open.size() == before) {
                known_.try_emplace(term.id(), of_node(term));
                open.pop_back();
            }
        }
        return known_.at(root.id());
    }

private:
    static std::uint64_t mix(std::uint64_t sum, std::uint64_t value) {
        constexpr std::uint64_t golden_ratio = 0x9E3779B97F4A7C15U;
        sum = (sum ^ value) * golden_ratio;
        return sum ^ (sum >> 29);
    }

    /// All of its arguments are known.
    std::uint64_t of_node(const z3::expr& term) {
        if (term.is_numeral()) {
            return mix(
                std::hash<std::string>{}(term.get_decimal_string(0)), term.is_bv() ? term.get_sort().bv_size() : 0);
        }
        std::uint64_t sum = of_function(term.decl());
        for (unsigned i = 0; i < term.num_args(); ++i) {
            sum = mix(sum, known_.at(term.arg(i).id()));
        }
        return sum;
    }

    /// Its name and its numbers: those of an extract are in no argument.
    std::uint64_t of_function(const z3::func_decl& function) {
        const auto [found, is_new] = functions_.try_emplace(function.id(), 0);
        if (is_new) {
            const z3::context& z3 = function.ctx();
            std::uint64_t sum = std::hash<std::string>{}(function.name().str());
            for (unsigned i = 0; i < Z3_get_decl_num_parameters(z3, function); ++i) {
                if (Z3_get_decl_parameter_kind(z3, function, i) == Z3_PARAMETER_INT) {
                    sum = mix(sum, static_cast<std::uint64_t>(Z3_get_decl_int_parameter(z3, function, i)));
                }
            }
            found->second = sum;
        }
        return found->second;
    }

    std::unordered_map<unsigned, std::uint64_t> known_;
    std::unordered_map<unsigned, std::uint64_t> functions_;
};

} // namespace

std::uint64_t fingerprint(proofs::Attempt& attempt, const proofs::Attempt::Question& question) {
    Digest digest;
    std::uint64_t sum = 0;
    for (const auto* conditions : {&question.hypotheses, &question.claims}) {
        sum = sum * 31 + conditions->size();
        for (const auto& condition : *conditions) {
            sum = sum * 1099511628211U + digest.of(attempt.solver().expression(condition));
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
