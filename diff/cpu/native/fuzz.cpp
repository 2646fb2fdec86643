#include "diff/cpu/fuzz.hpp"

#include "diff/cpu/judge.hpp"
#include "diff/cpu/native/describe.hpp"
#include "diff/cpu/native/generate.hpp"
#include "diff/cpu/native/out_of_reach.hpp"
#include "diff/cpu/run.hpp"

namespace trapspec::diff::cpu::native {

namespace {

class Process {
public:
    using Oracle = native::Oracle;
    using Options = Native_options;
    using Question = native::Question;
    using Answer = native::Answer;
    using Expectation = native::Expectation;

    Process(const Oracle& oracle, const Options&) : header_(oracle.header()), specification_(header_) {}

    static std::string_view why_out_of_reach(model::arch::Rule arm) { return native::why_out_of_reach(arm); }
    static std::string in_words(const Answer& answer) { return native::in_words(answer); }

    [[nodiscard]] Question plain() const {
        Question question = plain_question(header_);
        place(question);
        return question;
    }
    [[nodiscard]] Question make(std::uint64_t seed, std::uint64_t number) const {
        return make_question(specification_, header_, seed, number);
    }
    void place(Question& question) const { specification_.place(question); }
    Expectation expect(const Question& question) { return specification_.expect(question); }
    [[nodiscard]] static bool is_survived(const Expectation& expected) { return expected.askable; }
    /// There are no departures of silicon's to know of.
    [[nodiscard]] static Verdict_of<Answer> judge(
        const Question&, const Expectation& expected, const Answer& answered) {
        Verdict_of<Answer> verdict;
        verdict.as_specified = is_same(expected.answer, answered);
        verdict.specified = expected.answer;
        return verdict;
    }
    [[nodiscard]] static std::vector<std::string> in_words(const Question& question) {
        return native::in_words(question);
    }

private:
    Header header_;
    Specification specification_;
};

} // namespace

Cpu_report fuzz_cpu(const Native_options& options) {
    return Run<Process>(options).run();
}

Judged judge_question(const Native_options& options, Question question) {
    return judge_alone<Process>(options, question);
}

} // namespace trapspec::diff::cpu::native
