// One answer, held against the specification.
#pragma once

#include "diff/cpu/compare.hpp"
#include "diff/cpu/specification.hpp"

namespace trapspec::diff::cpu {

template <class Answer>
struct Verdict_of {
    bool as_specified = false;
    bool explained = false; ///< by departures, exactly
    Departures shown;
    Answer specified{}; ///< with the departures that are known
};
using Verdict = Verdict_of<Answer>;

/// What the SDM says, and beside it what it says of a CPU with the departures that are known.
struct Expectations : Expectation {
    Expectation departed;
};

/// Puts the question's window where such a CPU pushes the frame; if it pushes none, where the SDM's does.
[[nodiscard]] Expectations expect_both(Specification& specification, Question& question, Departures known);

[[nodiscard]] Verdict judge(Specification& specification,
    const Question& question,
    const Expectations& expected,
    const Answer& answered,
    Departures known);

} // namespace trapspec::diff::cpu
