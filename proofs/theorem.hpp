// A theorem: a name, a sentence, what is expected of it for each version of the rules, and its obligations.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "proofs/prove.hpp"
#include "proofs/run.hpp"

namespace trapspec::proofs {

class Precedents;

/// For a generic lambda's `auto& run`.
template <class Run_reference>
using Domain_of = typename std::remove_reference_t<Run_reference>::Domain_type;
template <class Run_reference>
using Word_of = typename std::remove_reference_t<Run_reference>::Word;

/// One part of a theorem, to be shown by itself.
struct Obligation {
    std::string name;
    bool is_history;     ///< from a fresh Guest on: a counterexample is a trace
    bool is_lemma;       ///< about arithmetic or the CPU alone: true whatever the rules do
    bool claim_by_claim; ///< each claim is a question of its own: for many claims that share little
    std::function<void(Run<Symbolic>&)> symbolic;
    std::function<void(Run<Concrete>&)> concrete; ///< the same body again, of a history alone: the rest is not replayed
};

/// Collects the obligations of a theorem.
class Proof {
public:
    /// For every state that `body` allows.
    template <class Body>
    void show(std::string name, Body body) {
        obligations_.push_back({std::move(name), false, false, false, body, {}});
    }

    template <class Body>
    void show_claim_by_claim(std::string name, Body body) {
        obligations_.push_back({std::move(name), false, false, true, body, {}});
    }

    /// The same for what involves no rule: the check that each obligation can fail leaves it out.
    template <class Body>
    void lemma(std::string name, Body body) {
        obligations_.push_back({std::move(name), false, true, false, body, {}});
    }

    template <class Body>
    void lemma_claim_by_claim(std::string name, Body body) {
        obligations_.push_back({std::move(name), false, true, true, body, {}});
    }

    /// For every history of the shape that `body` gives: an instance of the theorem whose counterexample is a trace. `body`
    /// is written once and run in both domains.
    /// Looked at first.
    template <class Body>
    void history(std::string name, Body body) {
        obligations_.push_back({std::move(name), true, false, false, body, body});
    }

    [[nodiscard]] const std::vector<Obligation>& obligations() const { return obligations_; }

private:
    std::vector<Obligation> obligations_;
};

struct Theorem {
    std::string_view name;
    std::string_view sentence;
    std::string_view rules;
    std::string_view fails_in; ///< names of versions, separated by spaces; it holds in all others
    void (*prove)(Proof& proof);
};

inline constexpr std::string_view in_none;
inline constexpr std::string_view in_every_linux = "linux-2.6.32 linux-3.11 linux-3.18";
inline constexpr std::string_view before_3_18 = "linux-2.6.32 linux-3.11";

[[nodiscard]] Expected expected(const Theorem& theorem, std::string_view rules);

/// Every theorem, in order.
[[nodiscard]] std::span<const Theorem> registry();

/// Decides one theorem for one version. With precedents, a question that they have is not asked again, and one that they lack
/// is added.
[[nodiscard]] Result decide(
    const Theorem& theorem, const model::Rule_set& rules, const Options& options, Precedents* precedents = nullptr);

} // namespace trapspec::proofs
