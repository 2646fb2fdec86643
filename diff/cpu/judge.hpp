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

[[nodiscard]] Verdict judge(Specification& specification,
    const Question& question,
    const Answer& specified,
    const Answer& answered,
    Departures known);

} // namespace trapspec::diff::cpu
