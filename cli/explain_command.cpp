#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <array>
#include <charconv>
#include <memory>

#include "cli/commands.hpp"
#include "cli/explain_facts.hpp"
#include "cli/output.hpp"

namespace trapspec::cli {

namespace {

struct Arguments {
    std::string what;
    std::vector<std::string> values;
    std::string vector;
};

std::uint32_t number(std::string_view text, std::string_view what, std::uint32_t most) {
    const bool is_hex = text.starts_with("0x") || text.starts_with("0X");
    const std::string_view digits = text.substr(is_hex ? 2 : 0);
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value, is_hex ? 16 : 10);
    if (digits.empty() || error != std::errc() || end != digits.data() + digits.size() || value > most) {
        throw std::invalid_argument(
            fmt::format("\"{}\" is no {}; expected a number up to {:#x}, such as 0x61 or 97", text, what, most));
    }
    return static_cast<std::uint32_t>(value);
}

constexpr std::uint32_t any_word = 0xFFFFFFFF, any_vector = 0xFF, any_selector = 0xFFFF;
constexpr std::uint32_t default_vector = 0x80; ///< Linux system calls: the one that Guests open most

using Words = std::vector<std::uint32_t>;

/// A kind of value: how its words are called, and what says it.
struct Kind {
    std::string_view name;
    std::string_view usage;
    std::size_t count; ///< of words; 0: any
    Facts (*explain)(const Words& words, std::optional<std::uint32_t> vector);
};

void check(std::uint32_t value, std::uint32_t most, std::string_view what) {
    if (value > most) {
        throw std::invalid_argument(fmt::format("{:#x} is no {}; expected at most {:#x}", value, what, most));
    }
}

constexpr std::array kinds{
    Kind{"gate",
        "gate A B",
        2,
        [](const Words& w, std::optional<std::uint32_t> vector) {
            return explain_gate(w[0], w[1], vector.value_or(default_vector));
        }},
    Kind{"descriptor",
        "descriptor A B",
        2,
        [](const Words& w, std::optional<std::uint32_t>) { return explain_descriptor(w[0], w[1]); }},
    Kind{"selector",
        "selector S",
        1,
        [](const Words& w, std::optional<std::uint32_t>) {
            check(w[0], any_selector, "selector");
            return explain_selector(w[0]);
        }},
    Kind{"error-code",
        "error-code VECTOR CODE",
        2,
        [](const Words& w, std::optional<std::uint32_t>) {
            check(w[0], any_vector, "vector");
            return explain_error_code(w[0], w[1]);
        }},
    Kind{"eflags", "eflags F", 1, [](const Words& w, std::optional<std::uint32_t>) { return explain_eflags(w[0]); }},
    Kind{"frame", "frame WORD...", 0, explain_frame},
};

std::string all_usages() {
    std::string text;
    for (const Kind& kind : kinds) {
        text += fmt::format("{}, ", kind.usage);
    }
    return text + "rule ID";
}

bool is_rule_id(std::string_view text) {
    return text.starts_with("R-") || text.starts_with("A-");
}

Facts facts_for(const Arguments& arguments) {
    if (is_rule_id(arguments.what) && arguments.values.empty()) {
        return explain_rule(arguments.what);
    }
    if (arguments.what == "rule") {
        if (arguments.values.size() != 1) {
            throw std::invalid_argument("explain rule takes one id, such as R-SET-2 or A-GATE-1");
        }
        return explain_rule(arguments.values[0]);
    }
    const auto* const kind =
        std::find_if(kinds.begin(), kinds.end(), [&](const Kind& each) { return each.name == arguments.what; });
    if (kind == kinds.end()) {
        throw std::invalid_argument(fmt::format("cannot explain \"{}\"; expected {}", arguments.what, all_usages()));
    }
    if (kind->count != 0 && arguments.values.size() != kind->count) {
        throw std::invalid_argument(fmt::format("{} value{}; expected {}: explain {}",
            arguments.values.size(),
            arguments.values.size() == 1 ? "" : "s",
            kind->count,
            kind->usage));
    }
    Words words;
    for (const std::string& value : arguments.values) {
        words.push_back(number(value, "word of 32 bits", any_word));
    }
    std::optional<std::uint32_t> vector;
    if (!arguments.vector.empty()) {
        vector = number(arguments.vector, "vector", any_vector);
    }
    return kind->explain(words, vector);
}

void run(const Arguments& arguments, const Global& global) {
    const Facts facts = facts_for(arguments);
    if (global.json) {
        nlohmann::ordered_json json{{"command", "explain"}, {"facts", nlohmann::ordered_json::array()}};
        for (const Fact& fact : facts) {
            json["facts"].push_back({{"name", fact.name}, {"value", fact.value}, {"words", fact.words}});
        }
        print_json(json);
        return;
    }
    std::size_t width = 0;
    for (const Fact& fact : facts) {
        width = std::max(width, fact.name.size());
    }
    for (const Fact& fact : facts) {
        fmt::print("{:<{}}  {}\n", fact.name, width, fact.words);
    }
}

} // namespace

void add_explain(CLI::App& app, Global& global) {
    auto arguments = std::make_shared<Arguments>();
    CLI::App* command = app.add_subcommand("explain", "Say in words what a gate, a frame, an error code or a rule is");
    command->add_option("WHAT", arguments->what, all_usages())->required();
    command->add_option("VALUES", arguments->values, "Words, hexadecimal with 0x or decimal; or a rule's id");
    command->add_option("--vector", arguments->vector, "Of a gate, the slot (0x80); of a frame, the vector");
    command->callback([arguments, &global] { run(*arguments, global); });
}

} // namespace trapspec::cli
