// Theorems made for the tests: what the engine must say of each is known beforehand.
#pragma once

#include "proofs/theorem.hpp"

namespace trapspec::proofs::planted {

inline Options quick() {
    Options options;
    options.threads = 1;
    return options;
}

inline Result decide_planted(void (*prove)(Proof&), const Options& options = quick()) {
    static constexpr std::string_view name = "planted";
    const Theorem theorem{name, "Made for a test.", "", in_none, prove};
    return decide(theorem, model::rule_sets[0], options);
}

/// A fresh Guest asks for a gate.
template <class Run>
void load_a_gate(Run& run) {
    using Word = typename Run::Word;
    run.start(Word(16), Word(16));
    run.event(Event_kind::load_idt_entry, {run.word("n"), run.word("a"), run.word("b")});
}

} // namespace trapspec::proofs::planted
