#include "diff/cpu/compare.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "diff/cpu/words.hpp"

namespace trapspec::diff::cpu {

namespace {

template <class Json>
std::uint32_t word_in(const Json& json, std::string_view name) {
    const std::string key(name);
    if (!json.contains(key) || !json[key].is_string()) {
        throw std::invalid_argument(fmt::format("the question has no \"{}\" like \"0x0000007b\"", name));
    }
    const std::string text = json[key];
    std::size_t used = 0;
    unsigned long long value = 0;
    try {
        value = std::stoull(text, &used, 0);
    } catch (const std::logic_error&) {
        used = 0;
    }
    if (used != text.size() || text.empty() || text[0] == '-' || value > 0xFFFFFFFF) {
        throw std::invalid_argument(fmt::format("\"{}\" is \"{}\", which is not a 32-bit number", name, text));
    }
    return static_cast<std::uint32_t>(value);
}

} // namespace

template <class Any_answer>
std::vector<Answer_difference> differences(const Any_answer& specified, const Any_answer& answered) {
    std::vector<Answer_difference> found;
    std::vector<std::uint32_t> second;
    for_each_register(answered, [&](std::string_view, std::uint32_t word) { second.push_back(word); });
    std::size_t next = 0;
    for_each_register(specified, [&](std::string_view name, std::uint32_t word) {
        if (word != second[next]) {
            found.push_back({std::string(name), word, second[next]});
        }
        ++next;
    });
    for (std::size_t i = 0; i < std::size(specified.window); ++i) {
        if (specified.window[i] != answered.window[i]) {
            found.push_back({fmt::format("memory[{}]", i), specified.window[i], answered.window[i]});
        }
    }
    return found;
}

template <class Any_question>
nlohmann::ordered_json question_to_json(const Any_question& question) {
    nlohmann::ordered_json json;
    for_each_word(question,
        [&](std::string_view name, std::uint32_t word) { json[std::string(name)] = fmt::format("{:#010x}", word); });
    return json;
}

template <class Any_answer>
nlohmann::ordered_json answer_to_json(const Any_answer& answer) {
    nlohmann::ordered_json json;
    for_each_register(answer,
        [&](std::string_view name, std::uint32_t word) { json[std::string(name)] = fmt::format("{:#010x}", word); });
    for (const std::uint32_t word : answer.window) {
        json["memory"].push_back(fmt::format("{:#010x}", word));
    }
    return json;
}

template <class Any_question>
Any_question question_from(const nlohmann::ordered_json& json) {
    Any_question question{};
    for_each_word(question, [&](std::string_view name, std::uint32_t& word) { word = word_in(json, name); });
    return question;
}

template std::vector<Answer_difference> differences(const Answer&, const Answer&);
template std::vector<Answer_difference> differences(const native::Answer&, const native::Answer&);
template nlohmann::ordered_json question_to_json(const Question&);
template nlohmann::ordered_json question_to_json(const native::Question&);
template nlohmann::ordered_json answer_to_json(const Answer&);
template nlohmann::ordered_json answer_to_json(const native::Answer&);
template Question question_from(const nlohmann::ordered_json&);
template native::Question question_from(const nlohmann::ordered_json&);

} // namespace trapspec::diff::cpu
