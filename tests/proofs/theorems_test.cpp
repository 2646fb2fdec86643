// Every theorem, for every version of the rules, is as its author says; the registry is well formed.
#include <gtest/gtest.h>

#include <chrono>

#include <set>
#include <string>

#include "model/rules.hpp"
#include "proofs/theorem.hpp"

namespace trapspec::proofs {
namespace {

class Every_theorem : public testing::TestWithParam<std::string> {};

TEST_P(Every_theorem, is_as_listed) {
    Options options;
    options.names = {GetParam()};
    options.check_teeth = true;
    options.timeout = std::chrono::minutes(2); // a busy machine is not a failure
    for (const Result& result : prove(options).results) {
        EXPECT_TRUE(result.as_expected())
            << result.theorem << " for " << result.rules << " is " << name(result.verdict) << " " << result.complaint
            << (result.witness ? describe(*result.witness) : std::string());
        if (result.verdict == Verdict::refuted) {
            EXPECT_TRUE(result.witness && result.witness->replays) << result.theorem << " has no trace";
        }
    }
}

std::vector<std::string> names() {
    std::vector<std::string> names;
    for (const Theorem& theorem : registry()) {
        names.emplace_back(theorem.name);
    }
    return names;
}

std::string test_name(const testing::TestParamInfo<std::string>& info) {
    std::string name = info.param;
    for (char& c : name) {
        c = c == '-' ? '_' : c;
    }
    return name;
}

INSTANTIATE_TEST_SUITE_P(Registry, Every_theorem, testing::ValuesIn(names()), test_name);

TEST(Registry, names_each_theorem_once) {
    std::set<std::string_view> seen;
    for (const Theorem& theorem : registry()) {
        EXPECT_TRUE(seen.insert(theorem.name).second) << theorem.name;
        EXPECT_TRUE(theorem.sentence.ends_with('.')) << theorem.name;
    }
}

TEST(Registry, cites_rules_that_exist) {
    std::set<std::string_view> known{"R-VER-1", "R-VER-2"};
    for (const model::Rule_info& rule : model::rule_table) {
        known.insert(rule.id);
    }
    for (const Theorem& theorem : registry()) {
        std::string_view ids = theorem.rules;
        EXPECT_FALSE(ids.empty()) << theorem.name;
        while (!ids.empty()) {
            const std::size_t end = std::min(ids.find(' '), ids.size());
            EXPECT_TRUE(known.contains(ids.substr(0, end))) << theorem.name << " cites " << ids.substr(0, end);
            ids.remove_prefix(std::min(end + 1, ids.size()));
        }
    }
}

} // namespace
} // namespace trapspec::proofs
