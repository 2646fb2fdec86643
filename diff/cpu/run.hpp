// One run of questions, whoever is asked. A subject says what can be asked, what is specified, and how both are told:
//
//   Oracle, Options, Question, Answer, Expectation; Subject(oracle, options); static why_out_of_reach(arm), in_words(answer);
//   plain(), make(seed, number), place(question), expect(question), is_survived(expectation),
//   judge(question, expectation, answered), in_words(question).
#pragma once

#include <algorithm>
#include <bit>
#include <chrono>
#include <future>

#include "diff/cpu/asker.hpp"
#include "diff/cpu/question_file.hpp"
#include "diff/cpu/report.hpp"
#include "diff/cpu/shrink.hpp"

namespace trapspec::diff::cpu {

template <class Subject>
Compared compared(const typename Subject::Answer& specified, const typename Subject::Answer& answered) {
    return {differences(specified, answered),
        Subject::in_words(specified),
        Subject::in_words(answered),
        answer_to_json(specified),
        answer_to_json(answered)};
}

template <class Subject>
class Run {
    using Question = typename Subject::Question;
    using Answer = typename Subject::Answer;
    using Expectation = typename Subject::Expectation;
    using Asker = cpu::Asker<typename Subject::Oracle, Question, Answer>;

    struct Batch {
        std::vector<std::uint64_t> numbers;
        std::vector<Question> questions;
        std::vector<Expectation> expected;
        Replies<Answer> replies;
    };

    /// Of a batch, by its index in it: what no departure explains.
    struct Differing {
        std::size_t index;
        Answer specified;
    };

public:
    explicit Run(const typename Subject::Options& options)
        : options_(options), asker_(options.start), subject_(asker_.cpu(), options) {
        report_.why_out_of_reach = Subject::why_out_of_reach;
        report_.name = options.name;
        report_.version = options.version;
        report_.seed = options.seed;
    }

    /// While the CPU answers a batch, the one before it is judged and the next one made. It is this thread that asks: a child
    /// ends with the thread that started it.
    Cpu_report run() {
        Batch asked;
        Batch answered;
        Batch next; // one to be filled again: fresh memory costs more than the questions in it
        make(asked);
        while (!asked.questions.empty() || !answered.questions.empty()) {
            auto beside = std::async(std::launch::async, [&] {
                make(next);
                return judge(answered);
            });
            asker_.ask(asked.questions, asked.replies);
            for (const Differing& each : beside.get()) {
                add_divergence(answered, each.index, each.specified);
            }
            if (options_.progress) {
                options_.progress(report_.cases);
            }
            if (is_full()) {
                break;
            }
            std::swap(answered, asked);
            std::swap(asked, next);
        }
        report_.seconds = seconds();
        return std::move(report_);
    }

private:
    using Clock = std::chrono::steady_clock;

    [[nodiscard]] double seconds() const { return std::chrono::duration<double>(Clock::now() - begin_).count(); }
    [[nodiscard]] bool is_full() const { return report_.divergences.size() >= options_.most_divergences; }

    void make(Batch& batch) {
        const bool over = options_.seconds > 0 && seconds() > options_.seconds;
        const std::uint64_t left = options_.seconds > 0 ? options_.batch : options_.cases - made_;
        const std::size_t count = over ? 0 : std::min<std::uint64_t>(options_.batch, left);
        batch.numbers.clear();
        batch.questions.clear();
        batch.expected.clear();
        for (; batch.questions.size() < count; ++number_) {
            Question question = subject_.make(options_.seed, number_);
            const Expectation expected = subject_.expect(question);
            if (Subject::is_survived(expected)) {
                batch.numbers.push_back(number_);
                batch.questions.push_back(question);
                batch.expected.push_back(expected);
            }
        }
        made_ += count;
    }

    std::vector<Differing> judge(const Batch& batch) {
        std::vector<Differing> differing;
        for (std::size_t i = 0; i < batch.questions.size(); ++i) {
            const Expectation& expected = batch.expected[i];
            ++report_.cases;
            count_arms(expected.arms);
            if (batch.replies.troubles.contains(i)) {
                differing.push_back({i, expected.answer});
                continue;
            }
            const auto verdict = subject_.judge(batch.questions[i], expected, batch.replies.answers[i]);
            if (verdict.explained) {
                count_departures(verdict.shown);
            } else if (!verdict.as_specified) {
                differing.push_back({i, verdict.specified});
            }
        }
        return differing;
    }

    void count_arms(const Arms& arms) {
        for (std::size_t word = 0; word < arms.size(); ++word) {
            for (std::uint64_t rest = arms[word]; rest != 0; rest &= rest - 1) {
                const std::size_t arm = 64 * word + static_cast<std::size_t>(std::countr_zero(rest));
                if (arm < report_.arms.size()) {
                    ++report_.arms[arm];
                }
            }
        }
    }

    void count_departures(Departures shown) {
        ++report_.questions_departed;
        for (const Departure_info& each : departure_table()) {
            report_.departed[static_cast<std::size_t>(each.departure)] += shown.has(each.departure) ? 1U : 0U;
        }
    }

    static std::string first_difference(const Replies<Answer>& replies, std::size_t i, const Answer& specified) {
        const auto found = differences(specified, replies.answers[i]);
        return replies.troubles.contains(i) ? "no answer" : found.empty() ? "" : found.front().field;
    }

    void add_divergence(const Batch& batch, std::size_t i, const Answer& specified) {
        const std::string field = first_difference(batch.replies, i, specified);
        const model::arch::Rule decided = batch.expected[i].decided;
        const auto known = std::find_if(report_.divergences.begin(),
            report_.divergences.end(),
            [&](const Cpu_divergence& each) { return each.decided == decided && each.field == field; });
        if (known != report_.divergences.end()) {
            ++known->count;
            return;
        }
        if (is_full()) {
            return;
        }
        Cpu_divergence divergence;
        divergence.decided = decided;
        divergence.field = field;
        divergence.count = 1;
        divergence.case_number = batch.numbers[i];
        const Question shrunk = shrink(
            batch.questions[i],
            subject_.plain(),
            [&](Question& question) { subject_.place(question); },
            [&](std::span<const Question> candidates) { return which_show(candidates, decided, field); });
        describe(divergence, shrunk, specified, batch.replies.answers[i]);
        report_.divergences.push_back(std::move(divergence));
    }

    std::vector<bool> which_show(
        std::span<const Question> candidates, model::arch::Rule decided, const std::string& field) {
        std::vector<Question> askable;
        std::vector<std::size_t> places;
        std::vector<Expectation> specified;
        for (std::size_t i = 0; i < candidates.size(); ++i) {
            Question question = candidates[i];
            const Expectation expected = subject_.expect(question);
            if (Subject::is_survived(expected) && expected.decided == decided) {
                askable.push_back(question);
                places.push_back(i);
                specified.push_back(expected);
            }
        }
        std::vector<bool> showing(candidates.size());
        const Replies<Answer> replies = asker_.ask(askable);
        for (std::size_t i = 0; i < askable.size(); ++i) {
            const auto verdict = subject_.judge(askable[i], specified[i], replies.answers[i]);
            showing[places[i]] =
                !verdict.as_specified && !verdict.explained && first_difference(replies, i, verdict.specified) == field;
        }
        return showing;
    }

    void describe(Cpu_divergence& divergence, Question question, Answer specified, Answer answered) {
        const Expectation expected = subject_.expect(question);
        const Replies<Answer> replies = asker_.ask({&question, 1});
        const auto verdict = subject_.judge(question, expected, replies.answers.front());
        divergence.lines = subject_.in_words(question);
        if (verdict.as_specified || verdict.explained) {
            divergence.lines.emplace_back("not seen again when asked alone: the questions before it matter");
        } else {
            answered = replies.answers.front();
            specified = verdict.specified;
        }
        if (const std::string_view trouble = replies.trouble(0); !trouble.empty()) {
            divergence.lines.emplace_back(trouble);
        }
        divergence.question = question_to_json(question);
        divergence.compared = compared<Subject>(specified, answered);
        divergence.file = save_question(divergence, options_);
    }

    const Run_options& options_;
    Clock::time_point begin_ = Clock::now();
    Asker asker_;
    Subject subject_;
    Cpu_report report_;
    std::uint64_t number_ = 0; ///< of the next question
    std::uint64_t made_ = 0;
};

template <class Subject>
Judged judge_alone(const typename Subject::Options& options, typename Subject::Question question) {
    Asker<typename Subject::Oracle, typename Subject::Question, typename Subject::Answer> asker(options.start);
    Subject subject(asker.cpu(), options);
    subject.place(question);
    const auto expected = subject.expect(question);
    Judged judged;
    judged.askable = expected.askable;
    judged.decided = expected.decided;
    judged.lines = subject.in_words(question);
    judged.compared = compared<Subject>(expected.answer, {});
    if (!expected.askable) {
        return judged;
    }
    const auto replies = asker.ask({&question, 1});
    if (const std::string_view trouble = replies.trouble(0); !trouble.empty()) {
        judged.lines.emplace_back(trouble);
    }
    const auto& answered = replies.answers.front();
    judged.compared = compared<Subject>(expected.answer, answered);
    const auto verdict = subject.judge(question, expected, answered);
    judged.departures = verdict.shown;
    judged.explained = verdict.as_specified || verdict.explained;
    return judged;
}

} // namespace trapspec::diff::cpu
