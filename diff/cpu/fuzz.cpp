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
    using Expectation = cpu::Expectation;

    Machine(const Oracle& oracle, const Options& options)
        : known_(options.known), places_(oracle.places()), specification_(places_, oracle.descriptors()) {}

    static std::string_view why_out_of_reach(model::arch::Rule arm) { return cpu::why_out_of_reach(arm); }
    static std::string in_words(const Answer& answer) { return cpu::in_words(answer); }

    [[nodiscard]] Question plain() const { return plain_question(places_); }
    [[nodiscard]] Question make(std::uint64_t seed, std::uint64_t number) const {
        return make_question(specification_, seed, number);
    }
    void place(Question& question) const { place_frame(specification_, question); }
    Expectation expect(Question& question) { return specification_.expect_and_watch(question); }

    /// By the CPU as it is known to be: one that runs beyond a limit has to come out at a handler, too.
    bool is_survived(const Question& question, const Expectation& expected) {
        constexpr model::arch::Rule limited[] = {model::arch::Rule::enter_1_outside_code,
            model::arch::Rule::enter_1_no_room,
            model::arch::Rule::push_1_narrow,
            model::arch::Rule::cs_1_virtual_8086_not_to_0,
            model::arch::Rule::iret_4_outside_code,
            model::arch::Rule::iret_5_outside_code};
        const bool is_limited = std::any_of(std::begin(limited), std::end(limited), [&](model::arch::Rule arm) {
            const auto number = static_cast<unsigned>(arm);
            return (expected.arms[number / 64] >> number % 64 & 1) != 0;
        });
        const bool other_event = question.source == wire::oracle::icebp || question.source == wire::oracle::iret_32 ||
                                 question.source == wire::oracle::iret_16;
        return expected.askable &&
               ((!is_limited && !other_event) || known_.empty() || specification_.expect(question, known_).askable);
    }

    Verdict judge(const Question& question, const Answer& specified, const Answer& answered) {
        return cpu::judge(specification_, question, specified, answered, known_);
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
