// The measurement in words.
#pragma once

#include <span>
#include <string>

#include "tests/constants/measure.hpp"

namespace trapspec::constants {

/// A constant is noticed when one of its mutants is.
struct Tally {
    unsigned constants = 0;
    unsigned noticed = 0;
    unsigned mutants = 0;
    unsigned refuted = 0;
    unsigned proved = 0;
    unsigned equal = 0;
    unsigned survived = 0; ///< and not reached
};

[[nodiscard]] Tally tally(std::span<const Measured> measured);

/// A line for each mutant that nobody noticed.
[[nodiscard]] std::string unnoticed(std::span<const Measured> measured);

/// A table by rule, as Markdown.
[[nodiscard]] std::string table(std::span<const Measured> measured);

} // namespace trapspec::constants
