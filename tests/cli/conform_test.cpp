// The conformance test: what keeps the protocol passes, what does not fails under the section that it breaks.
#include <nlohmann/json.hpp>
#include <set>

#include "tests/cli/program.hpp"

namespace trapspec::test {
namespace {

using Json = nlohmann::json;

const std::string example = TRAPSPEC_EXAMPLE_DUT;

class Conform : public Program {
protected:
    static Json conform(const std::string& dut, int status) {
        const Finished run = trapspec_with("conform --json --dut-timeout 1 --dut " + dut);
        EXPECT_EQ(run.status, status) << run.output;
        Json json = Json::parse(run.output, nullptr, false);
        EXPECT_TRUE(json.is_object()) << run.output;
        return json;
    }

    static std::set<std::string> failed_sections(const Json& json) {
        std::set<std::string> sections;
        for (const Json& check : json["checks"]) {
            if (check["verdict"] == "failed") {
                sections.insert(check["section"].get<std::string>());
            }
        }
        return sections;
    }

    static std::string failing(const std::string& how, int when) {
        return std::string("'") + TRAPSPEC_FAILING_DUT + " " + how + " " + std::to_string(when) + " " + example + "'";
    }
};

TEST_F(Conform, TheImplementationDoes) {
    const Json json = conform(std::string(TRAPSPEC_IMPLEMENTATION) + " --dut-form ring", 0);
    EXPECT_EQ(json["failed"], 0) << json;
    EXPECT_GT(json["passed"], 50);
}

TEST_F(Conform, TheExampleDoesInWhatItDoes) {
    const Json json = conform(example, 0);
    EXPECT_EQ(json["failed"], 0) << json;
    EXPECT_GT(json["passed"], 25);
    EXPECT_GT(json["left_out"], 23) << "a check for each kind that it does not do";
}

TEST_F(Conform, EverySectionIsOneOfTheProtocol) {
    std::set<std::string> headings;
    std::ifstream in(TRAPSPEC_PROTOCOL);
    for (std::string line; std::getline(in, line);) {
        if (line.starts_with("## ")) {
            headings.insert(line.substr(3, line.find(" (") - 3));
        }
    }
    for (const Json& check : conform(example, 0)["checks"]) {
        EXPECT_TRUE(headings.contains(check["section"].get<std::string>())) << check["section"];
    }
}

TEST_F(Conform, AWrongRuleIsARequestThatIsNotDoneAsTheModelDoesIt) {
    const auto sections = failed_sections(conform(TRAPSPEC_FAULTY_DUT, 1));
    EXPECT_TRUE(sections.contains("Request"));
    EXPECT_FALSE(sections.contains("Handshake"));
    EXPECT_FALSE(sections.contains("The end"));
}

TEST_F(Conform, WhatDoesNotStartFailsTheHandshake) {
    for (const std::string dut : {"/bin/false", "/bin/cat", "yes"}) {
        EXPECT_EQ(failed_sections(conform(dut, 1)), std::set<std::string>{"Handshake"}) << dut;
    }
    EXPECT_EQ(trapspec_with("conform --dut /no/such/program").status, 2);
}

TEST_F(Conform, OneThatAnswersGarbageFails) {
    const auto sections = failed_sections(conform(failing("garbage", 3), 1));
    EXPECT_TRUE(sections.contains("Order"));
    EXPECT_TRUE(sections.contains("Response"));
}

} // namespace
} // namespace trapspec::test
