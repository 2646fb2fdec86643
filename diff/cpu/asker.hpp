// A CPU that questions may end: it is started again, and the question that did it is found.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "diff/systems/system.hpp"

namespace trapspec::diff::cpu {

/// What a CPU made of a question.
template <class Answer>
struct Reply {
    Answer answer{};
    std::string trouble; ///< it gave no answer, and in what way; empty: it did
};

template <class Oracle, class Question, class Answer>
class Asker {
public:
    using Replies = std::vector<Reply<Answer>>;

    explicit Asker(std::function<std::unique_ptr<Oracle>()> start) : start_(std::move(start)), cpu_(start_()) {}

    [[nodiscard]] const Oracle& cpu() const { return *cpu_; }

    /// One reply a question. At most `most_troubles` CPUs are lost over it; the rest of the questions then has trouble, too.
    [[nodiscard]] Replies ask(std::span<const Question> questions) {
        Replies replies(questions.size());
        unsigned troubles = 0;
        if (!questions.empty()) {
            ask_part(questions, replies, troubles);
        }
        return replies;
    }

private:
    static constexpr unsigned most_troubles = 16; // one question among thousands takes a dozen to be found

    void ask_part(std::span<const Question> questions, std::span<Reply<Answer>> replies, unsigned& troubles) {
        std::vector<Answer> answers(questions.size());
        std::string trouble = "no answer: too many questions ended the machine";
        if (troubles < most_troubles) {
            try {
                if (cpu_ == nullptr) {
                    cpu_ = start_();
                }
                cpu_->ask(questions, answers);
                for (std::size_t i = 0; i < answers.size(); ++i) {
                    replies[i].answer = answers[i];
                }
                return;
            } catch (const System_error& error) {
                ++troubles;
                cpu_.reset();
                trouble = error.what();
            }
        }
        if (questions.size() == 1 || troubles >= most_troubles) {
            for (Reply<Answer>& reply : replies) {
                reply.trouble = trouble;
            }
            return;
        }
        const std::size_t half = questions.size() / 2;
        ask_part(questions.first(half), replies.first(half), troubles);
        ask_part(questions.subspan(half), replies.subspan(half), troubles);
    }

    std::function<std::unique_ptr<Oracle>()> start_;
    std::unique_ptr<Oracle> cpu_;
};

} // namespace trapspec::diff::cpu
