// The architecture's rules: the table, the headers in model/arch, docs/arch-rules.md and the tests name the same things.
#include <gtest/gtest.h>

#include <algorithm>
#include <regex>

#include "model/arch/arm_table.hpp"
#include "tests/structure/source_tree.hpp"

namespace trapspec::test {
namespace {

// These compute a value that other rules choose by.
const std::set<std::string_view> without_arms{"A-DESC-1",
    "A-DESC-2",
    "A-DESC-3",
    "A-PAGE-2",
    "A-STK-1",
    "A-STK-2",
    "A-EVT-1",
    "A-EVT-2",
    "A-EVT-3",
    "A-EVT-4",
    "A-EVT-5",
    "A-EVT-6",
    "A-IRET-3",
    "A-IRET-6"};

std::set<std::string> arch_ids_in(const std::string& text) {
    static const std::regex id(R"(\bA[-_]([A-Z]+)[-_]([0-9]+))");
    std::set<std::string> ids;
    std::string spaced = std::regex_replace(text, std::regex("_A_"), " A_");
    for (auto match = std::sregex_iterator(spaced.begin(), spaced.end(), id); match != std::sregex_iterator();
         ++match) {
        ids.insert("A-" + (*match)[1].str() + "-" + (*match)[2].str());
    }
    return ids;
}

std::set<std::string> ids_of_the_table() {
    std::set<std::string> ids;
    for (const auto& rule : model::arch::rule_table) {
        ids.emplace(rule.id);
    }
    return ids;
}

TEST(Arch_rules, Table_names_each_once_with_its_heading) {
    EXPECT_EQ(ids_of_the_table().size(), model::arch::rule_table.size());
    for (const auto& rule : model::arch::rule_table) {
        EXPECT_NE(rule.title, "") << rule.id;
        EXPECT_NE(rule.sdm, "") << rule.id;
    }
}

TEST(Arch_rules, Each_is_named_by_a_test_and_no_test_names_another) {
    std::set<std::string> named;
    for (const Path& file : sources_in("tests/model/arch")) {
        for (const std::string& line : lines_of(file)) {
            if (line.starts_with("TEST(")) {
                named.merge(arch_ids_in(line));
            }
        }
    }
    EXPECT_EQ(named, ids_of_the_table());
}

TEST(Arch_rules, Each_arm_belongs_to_a_rule_and_bears_its_name) {
    std::set<std::string_view> with_arms;
    for (const model::arch::Arm_info& arm : model::arch::arm_table) {
        if (arm.arm == model::arch::Rule::none) {
            continue;
        }
        EXPECT_TRUE(ids_of_the_table().contains(std::string(arm.rule))) << arm.name;
        std::string prefix(arm.rule.substr(2));
        std::transform(prefix.begin(), prefix.end(), prefix.begin(), [](char c) {
            return c == '-' ? '_' : static_cast<char>(std::tolower(c));
        });
        EXPECT_TRUE(arm.name.starts_with(prefix + "_")) << arm.name;
        EXPECT_NE(arm.text, "") << arm.name;
        with_arms.insert(arm.rule);
    }
    for (const auto& rule : model::arch::rule_table) {
        EXPECT_NE(with_arms.contains(rule.id), without_arms.contains(rule.id)) << rule.id;
    }
}

/// By id: the lines of each header in model/arch.
std::map<std::string, std::vector<std::string>> headers() {
    std::map<std::string, std::vector<std::string>> found;
    for (const Path& file : sources_in("model/arch")) {
        std::vector<std::string>* header = nullptr;
        for (const std::string& line : lines_of(file)) {
            if (line.starts_with("// A-")) {
                header = &found[line.substr(3, line.find(' ', 3) - 3)];
            }
            if (!line.starts_with("//")) {
                header = nullptr;
            }
            if (header != nullptr) {
                header->push_back(line);
            }
        }
    }
    return found;
}

TEST(Arch_rules, Each_has_one_header_with_its_fields_in_order) {
    const auto found = headers();
    EXPECT_EQ(found.size(), model::arch::rule_table.size());
    for (const auto& rule : model::arch::rule_table) {
        const auto header = found.find(std::string(rule.id));
        ASSERT_NE(header, found.end()) << rule.id;
        EXPECT_NE(header->second.front().find(rule.title), std::string::npos) << rule.id;
        std::vector<std::string> fields;
        for (const std::string& line : header->second) {
            static const std::regex field(R"(^// (Given|Then|Source|Why)\s+\S)");
            std::smatch match;
            if (std::regex_search(line, match, field)) {
                fields.push_back(match[1]);
                EXPECT_TRUE(match[1] != "Source" || line.find("SDM vol.") != std::string::npos) << rule.id;
            }
        }
        const std::vector<std::string> plain{"Given", "Then", "Source"};
        const std::vector<std::string> with_reason{"Given", "Then", "Source", "Why"};
        EXPECT_TRUE(fields == plain || fields == with_reason) << rule.id;
    }
}

TEST(Arch_rules, The_page_in_docs_states_each) {
    std::set<std::string> stated;
    for (const std::string& line : lines_of("docs/arch-rules.md")) {
        if (line.starts_with("- A-")) {
            stated.insert(line.substr(2, line.find(' ', 2) - 2));
        }
    }
    EXPECT_EQ(stated, ids_of_the_table());
}

} // namespace
} // namespace trapspec::test
