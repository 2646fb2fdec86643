// The table of rules, the rules themselves and their tests name the same things.
#include <gtest/gtest.h>

#include <algorithm>
#include <regex>

#include "model/lguest/rule_set.hpp"
#include "model/rules.hpp"
#include "tests/structure/source_tree.hpp"

namespace trapspec::test {
namespace {

// In the order in which rules.md states them.
constexpr std::array stated{"R-MEM-1",
    "R-MEM-2",
    "R-MEM-3",
    "R-MEM-4",
    "R-MEM-5",
    "R-GATE-1",
    "R-GATE-2",
    "R-GATE-3",
    "R-PUSH-1",
    "R-PUSH-2",
    "R-PUSH-3",
    "R-PUSH-4",
    "R-PUSH-5",
    "R-PUSH-6",
    "R-PUSH-7",
    "R-IRQ-1",
    "R-IRQ-2",
    "R-IRQ-3",
    "R-SYS-1",
    "R-SYS-2",
    "R-SYS-3",
    "R-SYS-4",
    "R-TRAP-1",
    "R-TRAP-2",
    "R-TRAP-3",
    "R-TRAP-4",
    "R-STK-1",
    "R-STK-2",
    "R-SET-1",
    "R-SET-2",
    "R-SET-3",
    "R-LOAD-1",
    "R-LOAD-2",
    "R-DEF-1",
    "R-DEF-2",
    "R-COPY-1",
    "R-SW-1",
    "R-CLK-1",
    "R-CLK-2",
    "R-CLK-3",
    "R-RUN-1"};

// These only compute a value, or are part of another rule's one way: there is nothing to choose.
const std::set<std::string_view> without_arms{
    "R-MEM-1", "R-GATE-1", "R-GATE-2", "R-GATE-3", "R-PUSH-4", "R-SYS-1", "R-TRAP-1", "R-TRAP-3"};

std::set<std::string> ids_in(const std::string& text) {
    static const std::regex id(R"(R[-_]([A-Z]+)[-_]([0-9]+))");
    std::set<std::string> ids;
    for (auto match = std::sregex_iterator(text.begin(), text.end(), id); match != std::sregex_iterator(); ++match) {
        ids.insert("R-" + (*match)[1].str() + "-" + (*match)[2].str());
    }
    return ids;
}

/// The names of the tests in a folder, as they stand in the sources.
std::vector<std::string> test_names(std::string_view folder) {
    static const std::regex test(R"(^(TEST|TEST_P|TEST_F|RC_GTEST_PROP)\(([^)]*))");
    std::vector<std::string> names;
    for (const Path& file : sources_in(folder)) {
        for (const std::string& line : lines_of(file)) {
            std::smatch match;
            if (std::regex_search(line, match, test)) {
                names.push_back(match[2]);
            }
        }
    }
    return names;
}

TEST(Rules, Table_holds_every_rule_in_the_order_stated) {
    ASSERT_EQ(model::rule_table.size(), stated.size());
    for (std::size_t i = 0; i < stated.size(); ++i) {
        EXPECT_EQ(model::rule_table[i].id, stated[i]);
        EXPECT_NE(model::rule_table[i].title, "");
    }
}

TEST(Rules, Each_is_named_by_a_test) {
    std::set<std::string> named;
    for (const std::string& name : test_names("tests/model")) {
        named.merge(ids_in(name));
    }
    for (const auto& rule : model::rule_table) {
        EXPECT_TRUE(named.contains(std::string(rule.id))) << rule.id;
    }
    EXPECT_TRUE(named.contains("R-VER-1") && named.contains("R-VER-2") && named.contains("R-VER-3"));
}

TEST(Rules, No_test_names_a_rule_that_is_not_there) {
    std::set<std::string> known{"R-VER-1", "R-VER-2", "R-VER-3"};
    known.insert(stated.begin(), stated.end());
    for (const Path& file : sources_in("tests/model")) {
        for (const std::string& line : lines_of(file)) {
            for (const std::string& id : ids_in(line)) {
                EXPECT_TRUE(known.contains(id)) << file << " names " << id;
            }
        }
    }
}

TEST(Rules, Each_arm_belongs_to_a_rule_and_bears_its_name) {
    for (const model::Arm_info& arm : model::arm_table) {
        if (arm.arm == model::Rule::none) {
            continue;
        }
        EXPECT_NE(std::find(stated.begin(), stated.end(), arm.rule), stated.end()) << arm.name;
        std::string prefix(arm.rule.substr(2)); // R-SET-2: set_2_
        std::transform(prefix.begin(), prefix.end(), prefix.begin(), [](char c) {
            return c == '-' ? '_' : static_cast<char>(std::tolower(c));
        });
        EXPECT_TRUE(arm.name.starts_with(prefix + "_")) << arm.name;
        EXPECT_NE(arm.text, "") << arm.name;
        EXPECT_EQ(model::arm_named(arm.name), arm.arm);
    }
}

TEST(Rules, Each_has_an_arm_unless_it_has_nothing_to_choose) {
    std::set<std::string_view> with_arms;
    for (const model::Arm_info& arm : model::arm_table) {
        with_arms.insert(arm.rule);
    }
    for (const auto& rule : model::rule_table) {
        EXPECT_NE(with_arms.contains(rule.id), without_arms.contains(rule.id)) << rule.id;
    }
}

/// Comment blocks of the rules: from a line "// R-..." that no comment precedes to the last line of comment.
struct Block {
    Path file;
    std::vector<std::string> lines;
};

std::vector<Block> rule_blocks() {
    std::vector<Block> blocks;
    for (const Path& file : sources_in("model/lguest")) {
        bool in_comment = false;
        bool in_block = false;
        for (const std::string& line : lines_of(file)) {
            const bool comment = line.starts_with("//");
            if (comment && !in_comment && line.starts_with("// R-")) {
                blocks.push_back({file, {}});
                in_block = true;
            }
            in_block = in_block && comment;
            in_comment = comment;
            if (in_block) {
                blocks.back().lines.push_back(line);
            }
        }
    }
    return blocks;
}

TEST(Rules, Each_has_a_header_in_the_model) {
    std::set<std::string> headed;
    for (const Block& block : rule_blocks()) {
        headed.merge(ids_in(block.lines.front()));
    }
    for (const auto& rule : model::rule_table) {
        EXPECT_TRUE(headed.contains(std::string(rule.id))) << rule.id;
    }
}

TEST(Rules, Every_header_has_its_fields_in_order) {
    const auto blocks = rule_blocks();
    EXPECT_GE(blocks.size(), 30U);
    for (const Block& block : blocks) {
        std::vector<std::string> fields;
        for (const std::string& line : block.lines) {
            static const std::regex field(R"(^// (Given|Then|Source|SDM|Why)\s+\S)");
            std::smatch match;
            if (std::regex_search(line, match, field)) {
                fields.push_back(match[1]);
            }
        }
        const std::vector<std::string> plain{"Given", "Then", "Source"};
        const std::vector<std::string> with_reason{"Given", "Then", "Source", "Why"};
        EXPECT_TRUE(fields == plain || fields == with_reason)
            << block.file << ": " << block.lines.front() << testing::PrintToString(fields);
    }
}

TEST(Rules, Every_header_cites_the_rule_that_it_states) {
    for (const Block& block : rule_blocks()) {
        const auto source = std::find_if(block.lines.begin(), block.lines.end(), [](const std::string& line) {
            return line.starts_with("// Source");
        });
        ASSERT_NE(source, block.lines.end()) << block.lines.front();
        const std::string& cited = *source;
        const auto range = cited.find(" to ");
        for (const std::string& id : ids_in(block.lines.front())) {
            EXPECT_TRUE(ids_in(cited).contains(id) || range != std::string::npos) << block.file << " " << id;
        }
    }
}

} // namespace
} // namespace trapspec::test
