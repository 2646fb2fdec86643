#include "diff/cpu/fuzz.hpp"

#include "diff/cpu/describe.hpp"
#include "diff/cpu/generate.hpp"
#include "diff/cpu/judge.hpp"
#include "diff/cpu/out_of_reach.hpp"
#include "diff/cpu/run.hpp"

namespace trapspec::diff::cpu {

namespace {

/// A machine of an emulator's.
class Machine {
public:
    using Oracle = cpu::Oracle;
    using Options = Cpu_options;
    using Question = cpu::Question;
    using Answer = cpu::Answer;
    using Expectation = cpu::Expectations;

    Machine(const Oracle& oracle, const Options& options)
        : known_(options.known), places_(oracle.places()), specification_(places_, oracle.descriptors()) {}

    static std::string_view why_out_of_reach(model::arch::Rule arm) { return cpu::why_out_of_reach(arm); }
    static std::string in_words(const Answer& answer) { return cpu::in_words(answer); }

    [[nodiscard]] Question plain() const { return plain_question(places_); }
    [[nodiscard]] Question make(std::uint64_t seed, std::uint64_t number) const {
        return make_question(specification_, seed, number);
    }
    void place(Question& question) const { place_frame(specification_, question); }
    Expectation expect(Question& question) { return expect_both(specification_, question, known_); }
    /// By the CPU as it is known to be: one that runs beyond a limit has to come out at a handler, too.
    [[nodiscard]] static bool is_survived(const Expectation& expected) {
        return expected.askable && expected.departed.askable;
    }
    Verdict judge(const Question& question, const Expectation& expected, const Answer& answered) {
        return cpu::judge(specification_, question, expected, answered, known_);
    }
    [[nodiscard]] std::vector<std::string> in_words(const Question& question) const {
        return cpu::in_words(question, places_);
    }

private:
    Departures known_;
    Places places_;
    Specification specification_;
};

} // namespace

Cpu_report fuzz_cpu(const Cpu_options& options) {
    return Run<Machine>(options).run();
}

Judged judge_question(const Cpu_options& options, Question question) {
    return judge_alone<Machine>(options, question);
}

} // namespace trapspec::diff::cpu
