// The exported rules in the parsers and solvers of others: every version in every solver that is installed.
#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <tuple>

#include "proofs/programs.hpp"
#include "proofs/query.hpp"
#include "proofs/query/parse.hpp"

namespace trapspec::proofs {
namespace {

using Program_and_rules = std::tuple<const char*, const char*>;

class Prelude : public ::testing::TestWithParam<Program_and_rules> {
protected:
    void SetUp() override {
        if (!is_installed(program())) {
            GTEST_SKIP() << how_to_install(program());
        }
    }

    static std::string program() { return std::get<0>(GetParam()); }
    static bool has_functions() { return program() != "boolector"; }

    /// `functional` over the functions of the prelude, or `flat` over the fragment's constants.
    static void expect(Program_verdict verdict, const std::string& functional, const std::string& flat) {
        const std::string question = has_functions() ? functional : flat;
        const std::string text = prelude_text(std::get<1>(GetParam()), program()) + question;
        const Program_answer answer = ask_program(program(), text, std::chrono::seconds(60));
        EXPECT_EQ(answer.verdict, verdict) << question << ": " << answer.said;
    }
};

TEST_P(Prelude, Loads) {
    expect(Program_verdict::sat, "", "");
}

TEST_P(Prelude, AFunctionMeansWhatTheRuleSays) {
    const std::string functional = "(declare-const g Gate)\n(assert (kills g))\n(assert (present (vetted g)))\n";
    expect(Program_verdict::sat,
        functional,
        "(assert kills/result)\n(assert (= vetted/g.gate.a kills/g.gate.a))\n"
        "(assert (= vetted/g.gate.b kills/g.gate.b))\n(assert (= present/g.gate.b vetted/result.gate.b))\n"
        "(assert present/result)\n");
    expect(Program_verdict::unsat,
        functional + "(assert (is-trap-gate g))\n",
        "(assert kills/result)\n(assert (= is-trap-gate/g.gate.b kills/g.gate.b))\n(assert is-trap-gate/result)\n");
}

TEST_P(Prelude, AStepMeansWhatTheRuleSays) {
    const std::string functional = "(declare-const s0 State)\n(declare-const s1 State)\n"
                                   "(declare-const n (_ BitVec 32))\n(declare-const g Gate)\n"
                                   "(assert (step-load_idt_entry s0 n (gate.a g) (gate.b g) s1))\n"
                                   "(assert (not (= (state.gates s0) (state.gates s1))))\n";
    const std::string flat =
        "(assert (not (= step-load_idt_entry/s.state.gates step-load_idt_entry/after.state.gates)))\n";
    expect(Program_verdict::sat, functional, flat);
    // R-LOAD-1: a request for the NMI's gate is ignored
    expect(Program_verdict::unsat,
        functional + "(assert (= n #x00000002))\n",
        flat + "(assert (= step-load_idt_entry/arg.n #x00000002))\n");
}

TEST_P(Prelude, TheLargestStepIsDecided) {
    // The first kill reason is kept, whatever a pass of the run loop brings.
    expect(Program_verdict::unsat,
        "(declare-const s0 State)\n(declare-const s1 State)\n"
        "(declare-const n (_ BitVec 32))\n"
        "(assert (step-run s0 n n n n n n n n n n n n n n n n s1))\n"
        "(assert (state.dead s0))\n(assert (not (state.dead s1)))\n",
        "(assert step-run/s.state.dead)\n(assert (not step-run/after.state.dead))\n");
}

/// Solvers that have functions.
class Prelude_functions : public Prelude {};

TEST_P(Prelude_functions, AnswerTheExamplesWithoutAnotherProgram) {
    std::size_t asked = 0;
    for (const auto& entry : std::filesystem::directory_iterator(TRAPSPEC_EXAMPLES)) {
        if (entry.path().extension() != ".smt2") {
            continue;
        }
        const Query_text query = read_query(entry.path(), "");
        // An Event of any kind is a choice among all steps: more than a solver alone does in a minute.
        if (query.rules == std::get<1>(GetParam()) && query.body.find("Event") == std::string::npos) {
            ++asked;
            expect(query.stated == Query_verdict::sat ? Program_verdict::sat : Program_verdict::unsat, query.body, "");
        }
    }
    EXPECT_EQ(asked, std::string(std::get<1>(GetParam())) == "linux-2.6.32" ? 8U : 0U);
}

std::string test_name(const ::testing::TestParamInfo<Program_and_rules>& each) {
    std::string name = std::string(std::get<0>(each.param)) + "_" + std::get<1>(each.param);
    for (char& c : name) {
        c = c == '-' || c == '.' ? '_' : c;
    }
    return name;
}

const auto versions = ::testing::Values("linux-2.6.32", "linux-3.11", "linux-3.18");

INSTANTIATE_TEST_SUITE_P(
    Solvers, Prelude, ::testing::Combine(::testing::Values("z3", "cvc5", "boolector"), versions), test_name);
INSTANTIATE_TEST_SUITE_P(
    Solvers, Prelude_functions, ::testing::Combine(::testing::Values("z3", "cvc5"), versions), test_name);

TEST(Fragment, NamesWhatBoolectorLacks) {
    const std::string text = prelude_text("linux-2.6.32", "boolector");
    EXPECT_NE(text.find("; left out: fresh, which needs a constant array"), std::string::npos);
    EXPECT_NE(text.find("; left out: step, which needs a constant of sort Event"), std::string::npos);
    EXPECT_EQ(text.find("declare-datatypes"), std::string::npos);
}

} // namespace
} // namespace trapspec::proofs
