#include "diff/cpu/judge.hpp"

namespace trapspec::diff::cpu {

namespace {

/// Those without which the answer would have been another.
Departures needed(Specification& specification, const Question& question, const Expectation& departed) {
    Departures shown;
    for (const Departure_info& each : departure_table()) {
        if (!departed.met.has(each.departure)) {
            continue;
        }
        Departures others = departed.met;
        others.remove(each.departure);
        const Expectation without = specification.expect(question, others);
        if (!without.askable || !is_same(without.answer, departed.answer)) {
            shown.add(each.departure);
        }
    }
    return shown;
}

} // namespace

Verdict judge(Specification& specification,
    const Question& question,
    const Answer& specified,
    const Answer& answered,
    Departures known) {
    Verdict verdict;
    verdict.specified = specified;
    verdict.as_specified = is_same(specified, answered);
    if (verdict.as_specified || known.empty()) {
        return verdict;
    }
    const Expectation departed = specification.expect(question, known);
    verdict.specified = departed.answer;
    verdict.explained = departed.askable && is_same(departed.answer, answered);
    if (verdict.explained) {
        verdict.shown = needed(specification, question, departed);
    }
    return verdict;
}

} // namespace trapspec::diff::cpu
