#include "diff/cpu/asker.hpp"

#include "diff/systems/system.hpp"

namespace trapspec::diff::cpu {

namespace {

constexpr unsigned most_troubles = 16; // one question among thousands takes a dozen to be found

} // namespace

std::vector<Reply> Asker::ask(std::span<const metal::Question> questions) {
    std::vector<Reply> replies(questions.size());
    unsigned troubles = 0;
    ask_part(questions, replies, troubles);
    return replies;
}

void Asker::ask_part(std::span<const metal::Question> questions, std::span<Reply> replies, unsigned& troubles) {
    std::vector<metal::Answer> answers(questions.size());
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
        for (Reply& reply : replies) {
            reply.trouble = trouble;
        }
        return;
    }
    const std::size_t half = questions.size() / 2;
    ask_part(questions.first(half), replies.first(half), troubles);
    ask_part(questions.subspan(half), replies.subspan(half), troubles);
}

} // namespace trapspec::diff::cpu
