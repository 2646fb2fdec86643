// Questions and answers for people.
#pragma once

#include <string>
#include <vector>

#include "diff/cpu/native/layout.hpp"

namespace trapspec::diff::cpu::native {

/// One line a thing that matters: the instruction with its segments, and what it finds in memory and in the LDT.
[[nodiscard]] std::vector<std::string> in_words(const Question& question);
[[nodiscard]] std::string in_words(const Answer& answer);

} // namespace trapspec::diff::cpu::native
