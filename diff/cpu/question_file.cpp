#include "diff/cpu/question_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "diff/cpu/layout.hpp"
#include "diff/cpu/native/layout.hpp"
#include "model/arch/arm_table.hpp"
#include "traces/byte_sink.hpp"
#include "traces/byte_source.hpp"
#include "traces/errors.hpp"

namespace trapspec::diff::cpu {

namespace {

constexpr int no_compression = 0;

std::pair<std::size_t, std::size_t> line_and_column(const std::string& text, std::size_t byte) {
    const auto end = text.begin() + static_cast<std::ptrdiff_t>(std::min(byte, text.size()));
    const auto lines = static_cast<std::size_t>(std::count(text.begin(), end, '\n'));
    const std::size_t last = text.rfind('\n', byte == 0 ? 0 : byte - 1);
    return {lines + 1, last == std::string::npos || last > byte ? byte : byte - last - 1};
}

std::string text_of(const std::filesystem::path& file) {
    std::string text;
    try {
        const auto source = traces::open_bytes(file);
        for (auto bytes = source->read(); !bytes.empty(); bytes = source->read()) {
            text.append(bytes.begin(), bytes.end());
        }
    } catch (const traces::Source_failure& failure) {
        throw traces::Input_error(file.string(), 1, 1, failure.what());
    }
    if (text.empty()) {
        throw traces::Input_error(file.string(), 1, 1, "the file is empty; expected a question as --save writes it");
    }
    return text;
}

} // namespace

std::filesystem::path save_question(const Cpu_divergence& divergence, const Run_options& options) {
    std::filesystem::create_directories(options.save);
    const std::filesystem::path file =
        options.save / fmt::format("cpu-{}-{}-{}.json", options.name, options.seed, divergence.case_number);
    nlohmann::ordered_json json{{"cpu", options.name},
        {"version", options.version},
        {"seed", options.seed},
        {"case", divergence.case_number},
        {"rule", model::arch::info(divergence.decided).rule},
        {"arm", model::arch::info(divergence.decided).name},
        {"differs", divergence.field},
        {"in_words", divergence.lines},
        {"question", divergence.question},
        {"specified", divergence.compared.specified_json},
        {"answered", divergence.compared.answered_json}};
    traces::Byte_sink sink(file, no_compression);
    sink.write(json.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n");
    sink.finish();
    return file;
}

template <class Any_question>
Any_question read_question(const std::filesystem::path& file) {
    const std::string text = text_of(file);
    try {
        const auto json = nlohmann::ordered_json::parse(text);
        if (!json.is_object() || !json.contains("question")) {
            throw std::invalid_argument(
                "no question; expected an object with a member \"question\", as --save writes it");
        }
        return question_from<Any_question>(json["question"]);
    } catch (const nlohmann::json::parse_error& error) {
        const auto [line, column] = line_and_column(text, error.byte);
        throw traces::Input_error(
            file.string(), line, column, "this is not JSON; expected a question as --save writes it");
    } catch (const std::invalid_argument& error) {
        throw traces::Input_error(file.string(), 1, 1, error.what());
    }
}

template metal::Question read_question(const std::filesystem::path&);
template native::Question read_question(const std::filesystem::path&);

} // namespace trapspec::diff::cpu
