// Questions and answers word by word, whoever is asked: what differs, and both as JSON.
#pragma once

#include <cstdint>
#include <cstring>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

namespace trapspec::diff::cpu {

struct Answer_difference {
    std::string field;
    std::uint32_t specified = 0;
    std::uint32_t answered = 0;
};

template <class Answer>
[[nodiscard]] bool is_same(const Answer& a, const Answer& b) {
    return std::memcmp(&a, &b, sizeof a) == 0;
}

template <class Answer>
[[nodiscard]] std::vector<Answer_difference> differences(const Answer& specified, const Answer& answered);

template <class Question>
[[nodiscard]] nlohmann::ordered_json question_to_json(const Question& question);
template <class Answer>
[[nodiscard]] nlohmann::ordered_json answer_to_json(const Answer& answer);
/// Throws std::invalid_argument that names the member which is missing or is no 32-bit number.
template <class Question>
[[nodiscard]] Question question_from(const nlohmann::ordered_json& json);

} // namespace trapspec::diff::cpu
