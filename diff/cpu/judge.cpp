#include "diff/cpu/judge.hpp"

namespace trapspec::diff::cpu {

namespace {

/// Those without which the answer would have been another.
Departures needed(Specification& specification, const Question& question, const Expectation& departed) {
    if (departed.met.is_single()) {
        return departed.met; // without it the answer would be the specified one, which it is not
    }
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

Expectations expect_both(Specification& specification, Question& question, Departures known) {
    const Expectation departed = specification.expect_and_watch(question, known);
    if (departed.met.empty()) {
        return {departed, departed};
    }
    if (question.window != 0) {
        return {specification.expect(question), departed};
    }
    const Expectation specified = specification.expect_and_watch(question);
    return {specified, specification.expect(question, known)};
}

Verdict judge(Specification& specification,
    const Question& question,
    const Expectations& expected,
    const Answer& answered,
    Departures known) {
    Verdict verdict;
    verdict.as_specified = is_same(expected.answer, answered);
    if (verdict.as_specified) {
        verdict.specified = expected.answer;
        return verdict;
    }
    verdict.specified = expected.departed.answer;
    Expectation departed = expected.departed;
    if (!is_same(departed.answer, answered) && departed.met.has_any(occasional_departures())) {
        known.remove(occasional_departures());
        departed = specification.expect(question, known);
    }
    verdict.explained = is_same(departed.answer, answered);
    if (verdict.explained) {
        verdict.shown = needed(specification, question, departed);
    }
    return verdict;
}

} // namespace trapspec::diff::cpu
