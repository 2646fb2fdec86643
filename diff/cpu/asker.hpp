// A CPU that questions may end: it is started again, and the question that did it is found.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "diff/systems/system.hpp"

namespace trapspec::diff::cpu {

/// What a CPU made of questions, in their order.
template <class Answer>
struct Replies {
    std::vector<Answer> answers;
    std::map<std::size_t, std::string> troubles; ///< the questions that have no answer, and in what way

    [[nodiscard]] std::string_view trouble(std::size_t question) const {
        const auto found = troubles.find(question);
        return found == troubles.end() ? std::string_view() : found->second;
    }
};

template <class Oracle, class Question, class Answer>
class Asker {
public:
    explicit Asker(std::function<std::unique_ptr<Oracle>()> start) : start_(std::move(start)), cpu_(start_()) {}

    [[nodiscard]] const Oracle& cpu() const { return *cpu_; }

    /// At most `most_losses` CPUs are lost over it; the rest of the questions then has trouble, too.
    void ask(std::span<const Question> questions, Replies<Answer>& replies) {
        replies.answers.resize(questions.size());
        replies.troubles.clear();
        losses_ = 0;
        if (!questions.empty()) {
            ask_part(questions, 0, replies);
        }
    }
    [[nodiscard]] Replies<Answer> ask(std::span<const Question> questions) {
        Replies<Answer> replies;
        ask(questions, replies);
        return replies;
    }

private:
    static constexpr unsigned most_losses = 16; // one question among thousands takes a dozen to be found

    void ask_part(std::span<const Question> questions, std::size_t first, Replies<Answer>& replies) {
        std::string trouble = "no answer: too many questions ended the machine";
        if (losses_ < most_losses) {
            try {
                if (cpu_ == nullptr) {
                    cpu_ = start_();
                }
                cpu_->ask(questions, std::span(replies.answers).subspan(first, questions.size()));
                return;
            } catch (const System_error& error) {
                ++losses_;
                cpu_.reset();
                trouble = error.what();
            }
        }
        if (questions.size() == 1 || losses_ >= most_losses) {
            for (std::size_t i = 0; i < questions.size(); ++i) {
                replies.answers[first + i] = {};
                replies.troubles[first + i] = trouble;
            }
            return;
        }
        const std::size_t half = questions.size() / 2;
        ask_part(questions.first(half), first, replies);
        ask_part(questions.subspan(half), first + half, replies);
    }

    std::function<std::unique_ptr<Oracle>()> start_;
    std::unique_ptr<Oracle> cpu_;
    unsigned losses_ = 0; ///< over these questions
};

} // namespace trapspec::diff::cpu
