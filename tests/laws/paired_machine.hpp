// One machine in both domains: the same state, the same event, and what then differs.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "tests/laws/random_events.hpp"
#include "tests/support/guest.hpp"

namespace trapspec::test {

/// Guest-physical addresses of words that may be other than 0.
using Touched = std::set<std::uint32_t>;

/// How a literal of the Concrete state enters the Symbolic one.
class Lifting {
public:
    virtual ~Lifting() = default;
    /// True for a word that is to be a term that does not fold.
    virtual bool next() = 0;
};

using Symbolic_machine = model::Machine<model::Symbolic>;

/// The Symbolic machine with the state of `m`; words that `lifting` picks become terms of `session`.
[[nodiscard]] Symbolic_machine symbolic_copy(
    const Machine& m, const Touched& touched, model::Session& session, Lifting& lifting);

[[nodiscard]] model::Event<model::Concrete> concrete_event(const Event_words& words);
[[nodiscard]] model::Event<model::Symbolic> symbolic_event(
    const Event_words& words, model::Session& session, Lifting& lifting);

/// The words that the event, or the Host during it, wrote.
[[nodiscard]] Touched touched_by(const Machine& m, const Event_words& words);

/// Names of what differs: state words and arms that fired.
[[nodiscard]] std::vector<std::string> state_differences(const Machine& concrete, const Symbolic_machine& symbolic);

/// Gates and entries.
[[nodiscard]] std::vector<std::string> table_differences(const Machine& concrete, const Symbolic_machine& symbolic);

/// Memory words, these and their neighbours.
[[nodiscard]] std::vector<std::string> memory_differences(
    const Machine& concrete, const Symbolic_machine& symbolic, const Touched& touched);

} // namespace trapspec::test
