// What becomes of each mutant.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "tests/constants/questions.hpp"

namespace trapspec::constants {

enum class Fate {
    refuted,          ///< a theorem that holds of the rules fails
    proved,           ///< a theorem that fails of the rules holds: `prove` fails too
    does_not_compile, ///< the literal does not fit its type: no mutant
    equal,            ///< no event, from any state, can tell it from the original
    unreached,        ///< no theorem looks at the constant at all
    survived,
};

[[nodiscard]] std::string_view name(Fate fate);

struct Outcome {
    Fate fate = Fate::survived;
    std::string by; ///< the theorem and version that noticed, or why it was not decided
};

struct Measured {
    Constant constant;
    std::vector<Outcome> outcomes; ///< of constant.mutants
};

/// Called with each constant as it is done, never twice at a time.
using Progress = std::function<void(std::size_t done, const Measured& measured)>;

[[nodiscard]] std::vector<Measured> measure(
    const Questions& questions, std::vector<Constant> constants, unsigned threads, const Progress& progress);

} // namespace trapspec::constants
