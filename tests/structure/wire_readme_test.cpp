// diff/wire/README.md and the model number the same things the same way.
#include <gtest/gtest.h>

#include <algorithm>
#include <regex>

#include "model/lguest/rule_set.hpp"
#include "model/state/event_kinds.hpp"
#include "model/state/reasons.hpp"
#include "model/state/words.hpp"
#include "tests/structure/source_tree.hpp"

namespace trapspec::test {
namespace {

constexpr const char* readme = "diff/wire/README.md";

std::vector<std::string> words_in(const std::string& text) {
    static const std::regex word("[A-Za-z_0-9]+");
    return {std::sregex_token_iterator(text.begin(), text.end(), word), {}};
}

TEST(Wire_readme, Event_kinds_and_their_arguments) {
    static const std::regex row(R"(^\| ([0-9]+) \| `([a-z_]+)` \| ([^|]*)\|)");
    std::size_t next = 0;
    for (const std::string& line : lines_of(readme)) {
        std::smatch match;
        if (!std::regex_search(line, match, row)) {
            continue;
        }
        ASSERT_LT(next, model::event_count);
        const model::Event_info& event = model::event_table[next];
        EXPECT_EQ(std::stoul(match[1]), next);
        EXPECT_EQ(match[2].str(), event.name);
        const auto arguments = words_in(match[3]);
        if (event.kind == model::Event_kind::set_registers) {
            EXPECT_EQ(event.arguments.size(), 18U);
        } else {
            ASSERT_EQ(arguments.size(), event.arguments.size()) << event.name;
            for (std::size_t i = 0; i < arguments.size(); ++i) {
                EXPECT_EQ(arguments[i], event.arguments[i].name) << event.name;
            }
        }
        ++next;
    }
    EXPECT_EQ(next, model::event_count);
}

TEST(Wire_readme, Reasons_and_how_many_numbers_they_keep) {
    std::string text;
    bool inside = false;
    for (const std::string& line : lines_of(readme)) {
        inside = (inside && !line.empty()) || line.starts_with("Reasons:");
        text += inside ? " " + line : "";
    }
    static const std::regex item(R"(([0-9]+)\s+([a-z_0-9]+)(\(([^)]*)\))?)");
    std::size_t next = 0;
    for (auto match = std::sregex_iterator(text.begin(), text.end(), item); match != std::sregex_iterator(); ++match) {
        ASSERT_LT(next, model::reason_table.size());
        const model::Reason_info& reason = model::reason_table[next];
        EXPECT_EQ(std::stoul((*match)[1]), next);
        EXPECT_EQ((*match)[2].str(), reason.name);
        const std::string numbers = (*match)[4];
        const auto commas = static_cast<std::size_t>(std::count(numbers.begin(), numbers.end(), ','));
        EXPECT_EQ(numbers.empty() ? 0 : commas + 1, reason.arguments) << reason.name;
        EXPECT_EQ(static_cast<std::size_t>(reason.reason), next);
        ++next;
    }
    EXPECT_EQ(next, model::reason_table.size());
}

TEST(Wire_readme, State_words_in_the_order_of_the_response) {
    // Rows "| 0..17 | eax ebx ... |"; a 64-bit word takes two, low then high.
    static const std::regex row(R"(^\| ([0-9]+)\.\.([0-9]+) \| (.*) \|$)");
    static const std::regex remark(R"(\([^)]*\)|this event's outcome:| its three numbers)");
    std::vector<std::string> names;
    for (const std::string& line : lines_of(readme)) {
        std::smatch match;
        if (!std::regex_search(line, match, row)) {
            continue;
        }
        ASSERT_EQ(std::stoul(match[1]), names.size());
        for (const std::string& name : words_in(std::regex_replace(match[3].str(), remark, ""))) {
            if (name == "and") { // "reason, and its three numbers"
                names.insert(names.end(), {"reason_0", "reason_1", "reason_2"});
            } else if (name == "high") { // "timer_deadline low, high"
                names.push_back(names.back());
            } else if (name != "low") {
                names.push_back(name);
            }
        }
        ASSERT_EQ(std::stoul(match[2]) + 1, names.size()) << line;
    }
    std::vector<std::string> expected;
    for (const model::Word_info& word : model::state_words) {
        expected.insert(expected.end(), word.width == 64 ? 2 : 1, std::string(word.name));
    }
    EXPECT_EQ(names, expected);
    EXPECT_EQ(names.size(), 53U);
}

TEST(Wire_readme, Rule_versions) {
    std::string text;
    for (const std::string& line : lines_of(readme)) {
        text += line.starts_with("| `rules` |") ? line : "";
    }
    for (std::size_t i = 0; i < model::rule_sets.size(); ++i) {
        const std::string item = std::to_string(i) + " `" + std::string(model::rule_sets[i].name) + "`";
        EXPECT_NE(text.find(item), std::string::npos) << item;
    }
}

} // namespace
} // namespace trapspec::test
