// Questions and answers for people.
#pragma once

#include <string>
#include <vector>

#include "diff/cpu/layout.hpp"

namespace trapspec::diff::cpu {

/// One line a thing that matters: the event, its gate, and whatever is not as in plain_question.
[[nodiscard]] std::vector<std::string> in_words(const Question& question, const Places& places);
[[nodiscard]] std::string in_words(const Answer& answer);

[[nodiscard]] std::string flags_in_words(std::uint32_t eflags);
[[nodiscard]] std::string descriptor_in_words(std::uint32_t selector, std::uint32_t a, std::uint32_t b);

} // namespace trapspec::diff::cpu
