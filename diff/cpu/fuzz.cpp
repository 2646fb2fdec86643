#include "diff/cpu/fuzz.hpp"

#include <algorithm>
#include <bit>
#include <chrono>
#include <future>

#include "diff/cpu/asker.hpp"
#include "diff/cpu/generate.hpp"
#include "diff/cpu/judge.hpp"
#include "diff/cpu/question_file.hpp"
#include "diff/cpu/shrink.hpp"

namespace trapspec::diff::cpu {

namespace {

using Clock = std::chrono::steady_clock;

struct Batch {
    std::vector<std::uint64_t> numbers;
    std::vector<Question> questions;
    std::vector<Expectation> expected;
};

class Run {
public:
    explicit Run(const Cpu_options& options)
        : options_(options), asker_(options.start), places_(asker_.cpu().places()),
          specification_(places_, asker_.cpu().descriptors()) {
        report_.name = options.name;
        report_.version = options.version;
        report_.seed = options.seed;
    }

    /// While the CPU answers a batch, the next one is made. It is this thread that asks: a child ends with the thread
    /// that started it.
    Cpu_report run() {
        for (Batch batch = make(); !batch.questions.empty() && !is_full();) {
            auto next = std::async(std::launch::async, [this] { return make(); });
            const std::vector<Reply> replies = asker_.ask(batch.questions);
            Batch following = next.get();
            look_at(batch, replies);
            batch = std::move(following);
            if (options_.progress) {
                options_.progress(report_.cases);
            }
        }
        report_.seconds = seconds();
        return std::move(report_);
    }

private:
    [[nodiscard]] double seconds() const { return std::chrono::duration<double>(Clock::now() - begin_).count(); }
    [[nodiscard]] bool is_full() const { return report_.divergences.size() >= options_.most_divergences; }

    Batch make() {
        const bool over = options_.seconds > 0 && seconds() > options_.seconds;
        const std::uint64_t left = options_.seconds > 0 ? options_.batch : options_.cases - made_;
        const std::size_t count = over ? 0 : std::min<std::uint64_t>(options_.batch, left);
        Batch batch;
        batch.questions.reserve(count);
        batch.expected.reserve(count);
        for (; batch.questions.size() < count; ++number_) {
            Question question = make_question(specification_, options_.seed, number_);
            const Expectation expected = specification_.expect_and_watch(question);
            if (is_survived(question, expected)) {
                batch.numbers.push_back(number_);
                batch.questions.push_back(question);
                batch.expected.push_back(expected);
            }
        }
        made_ += count;
        return batch;
    }

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
        return expected.askable && ((!is_limited && !other_event) || options_.known.empty() ||
                                       specification_.expect(question, options_.known).askable);
    }

    void look_at(const Batch& batch, const std::vector<Reply>& replies) {
        for (std::size_t i = 0; i < replies.size(); ++i) {
            const Expectation& expected = batch.expected[i];
            ++report_.cases;
            count_arms(expected.arms);
            if (!replies[i].trouble.empty()) {
                add_divergence(batch, i, replies[i], expected.answer);
                continue;
            }
            const Verdict verdict =
                judge(specification_, batch.questions[i], expected.answer, replies[i].answer, options_.known);
            if (verdict.explained) {
                count_departures(verdict.shown);
            } else if (!verdict.as_specified) {
                add_divergence(batch, i, replies[i], verdict.specified);
            }
        }
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

    static std::string first_difference(const Reply& reply, const Answer& specified) {
        const auto found = differences(specified, reply.answer);
        return !reply.trouble.empty() ? "no answer" : found.empty() ? "" : found.front().field;
    }

    void add_divergence(const Batch& batch, std::size_t i, const Reply& reply, const Answer& specified) {
        const std::string field = first_difference(reply, specified);
        const model::arch::Rule decided = batch.expected[i].decided;
        const auto known =
            std::find_if(report_.divergences.begin(), report_.divergences.end(), [&](const Cpu_divergence& each) {
                return each.decided == decided && each.field == field;
            });
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
        divergence.question = shrink(specification_, batch.questions[i], [&](std::span<const Question> candidates) {
            return which_show(candidates, decided, field);
        });
        divergence.specified = specified;
        divergence.answered = reply.answer;
        describe(divergence);
        report_.divergences.push_back(std::move(divergence));
    }

    std::vector<bool> which_show(std::span<const Question> candidates, model::arch::Rule decided, const std::string& field) {
        std::vector<Question> askable;
        std::vector<std::size_t> places;
        std::vector<Answer> specified;
        for (std::size_t i = 0; i < candidates.size(); ++i) {
            Question question = candidates[i];
            const Expectation expected = specification_.expect_and_watch(question);
            if (is_survived(question, expected) && expected.decided == decided) {
                askable.push_back(question);
                places.push_back(i);
                specified.push_back(expected.answer);
            }
        }
        std::vector<bool> showing(candidates.size());
        const std::vector<Reply> replies = asker_.ask(askable);
        for (std::size_t i = 0; i < askable.size(); ++i) {
            const Verdict verdict =
                judge(specification_, askable[i], specified[i], replies[i].answer, options_.known);
            showing[places[i]] = !verdict.as_specified && !verdict.explained &&
                                 first_difference(replies[i], verdict.specified) == field;
        }
        return showing;
    }

    void describe(Cpu_divergence& divergence) {
        const Expectation expected = specification_.expect_and_watch(divergence.question);
        const std::vector<Reply> replies = asker_.ask({&divergence.question, 1});
        const Verdict verdict =
            judge(specification_, divergence.question, expected.answer, replies.front().answer, options_.known);
        divergence.lines = in_words(divergence.question, places_);
        if (verdict.as_specified || verdict.explained) {
            divergence.lines.emplace_back("not seen again when asked alone: the questions before it matter");
        } else {
            divergence.answered = replies.front().answer;
            divergence.specified = verdict.specified;
        }
        if (!replies.front().trouble.empty()) {
            divergence.lines.push_back(replies.front().trouble);
        }
        divergence.file = save_question(divergence, options_);
    }

    const Cpu_options& options_;
    Clock::time_point begin_ = Clock::now();
    Asker asker_;
    const Places places_;
    Specification specification_;
    Cpu_report report_;
    std::uint64_t number_ = 0; ///< of the next question
    std::uint64_t made_ = 0;
};

} // namespace

Cpu_report fuzz_cpu(const Cpu_options& options) {
    return Run(options).run();
}

Judged judge_question(const Cpu_options& options, Question question) {
    Asker asker(options.start);
    const Places places = asker.cpu().places();
    Specification specification(places, asker.cpu().descriptors());
    place_frame(specification, question);
    const Expectation expected = specification.expect_and_watch(question);
    Judged judged;
    judged.askable = expected.askable;
    judged.specified = expected.answer;
    judged.decided = expected.decided;
    judged.lines = in_words(question, places);
    if (!expected.askable) {
        return judged;
    }
    const std::vector<Reply> replies = asker.ask({&question, 1});
    if (!replies.front().trouble.empty()) {
        judged.lines.push_back(replies.front().trouble);
    }
    judged.answered = replies.front().answer;
    const Verdict verdict = judge(specification, question, expected.answer, judged.answered, options.known);
    judged.departures = verdict.shown;
    judged.explained = verdict.as_specified || verdict.explained;
    return judged;
}

} // namespace trapspec::diff::cpu
