// Questions and answers for people, and as JSON.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "diff/cpu/layout.hpp"

namespace trapspec::diff::cpu {

struct Answer_difference {
    std::string field;
    std::uint32_t specified = 0;
    std::uint32_t answered = 0;
};

[[nodiscard]] bool is_same(const Answer& a, const Answer& b);
[[nodiscard]] std::vector<Answer_difference> differences(const Answer& specified, const Answer& answered);

/// One line a thing that matters: the event, its gate, and whatever is not as in plain_question.
[[nodiscard]] std::vector<std::string> in_words(const Question& question, const Places& places);
[[nodiscard]] std::string in_words(const Answer& answer);

[[nodiscard]] nlohmann::ordered_json to_json(const Question& question);
[[nodiscard]] nlohmann::ordered_json to_json(const Answer& answer);
/// Throws std::invalid_argument that names the member which is missing or is no 32-bit number.
[[nodiscard]] Question question_from(const nlohmann::ordered_json& json);

} // namespace trapspec::diff::cpu
