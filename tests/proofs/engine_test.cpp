// The engine tells its verdicts apart, and none of the failures passes for a proof.
#include <gtest/gtest.h>

#include <stdexcept>

#include "planted.hpp"

namespace trapspec::proofs {
namespace {

using planted::decide_planted;
using planted::load_a_gate;

void true_of_every_gate(Proof& proof) {
    proof.history("after one hypercall", [](auto& run) {
        load_a_gate(run);
        run.claim("slot 8 is empty", run.machine().gates.get(8) == 0);
    });
}

void wrong_in_one_slot(Proof& proof) {
    proof.history("after one hypercall", [](auto& run) {
        load_a_gate(run);
        run.claim("slot 8 is empty", run.machine().gates.get(8) == 0);
        run.claim("slot 9 is empty", run.machine().gates.get(9) == 0);
    });
}

void true_of_nothing(Proof& proof) {
    proof.history("after one hypercall", [](auto& run) {
        load_a_gate(run);
        run.assume("an impossible gate", run.machine().gates.get(8) != 0);
        run.claim("slot 9 is empty", run.machine().gates.get(9) == 0);
    });
}

void about_no_rule(Proof& proof) {
    proof.show("a sum", [](auto& run) {
        run.arbitrary();
        const auto x = run.word("x");
        run.any_event(Event_kind::load_idt_entry);
        run.claim("one more, one less", x + 1 - 1 == x);
    });
}

/// The claim follows from what is settled; that follows from what is assumed only if x is below 16.
template <unsigned Below>
void settled_by_an_assumption(Proof& proof) {
    proof.show("a small number", [](auto& run) {
        run.arbitrary();
        const auto x = run.word("x");
        run.assume("x is below a bound", ult(x, Below));
        run.settle("x is below 16", ult(x, 16), true);
        run.claim("x is below 16", ult(x, 16));
    });
}

void claiming_nothing(Proof& proof) {
    proof.history("after one hypercall", [](auto& run) { load_a_gate(run); });
}

/// Every 32-bit word is a sum of two products of shifts, or not: nothing that a solver sees at once.
void hard(Proof& proof) {
    proof.show("a puzzle", [](auto& run) {
        run.arbitrary();
        const auto x = run.word("x");
        const auto y = run.word("y");
        auto product = run.word("zero");
        run.assume("it starts at 0", product == 0);
        auto other = product;
        for (unsigned bit = 0; bit < 32; ++bit) {
            using Word = typename std::remove_reference_t<decltype(run)>::Word;
            const Word place = Word::of(bit);
            product = product + ite((lshr(x, place) & 1) == 1, shl(y, place), Word(0));
            other = other + ite((lshr(y, place) & 1) == 1, shl(x, place), Word(0));
        }
        run.claim("products commute", product == other);
    });
}

TEST(Engine, proves_what_holds) {
    const Result result = decide_planted(true_of_every_gate);
    EXPECT_EQ(result.verdict, Verdict::proved) << result.complaint;
    EXPECT_FALSE(result.witness);
}

TEST(Engine, refutes_a_planted_wrong_theorem) {
    const Result result = decide_planted(wrong_in_one_slot);
    ASSERT_EQ(result.verdict, Verdict::refuted) << result.complaint;
    ASSERT_TRUE(result.witness);
    EXPECT_TRUE(result.witness->replays);
    EXPECT_EQ(result.witness->violated, std::vector<std::string>{"slot 9 is empty"});
    ASSERT_EQ(result.witness->values.size(), 3U);
    EXPECT_EQ(result.witness->values[0].value, 9U);
    EXPECT_TRUE(result.witness->values[1].any) << "no offset matters";
    EXPECT_EQ(result.witness->values[2].value, 0x8000U) << "the smallest gate that is present";
}

TEST(Engine, calls_a_theorem_about_nothing_vacuous) {
    const Result result = decide_planted(true_of_nothing);
    EXPECT_EQ(result.verdict, Verdict::vacuous);
    EXPECT_FALSE(result.as_expected());
}

TEST(Engine, shows_what_a_theorem_settles) {
    EXPECT_EQ(decide_planted(settled_by_an_assumption<16>).verdict, Verdict::proved);
    const Result result = decide_planted(settled_by_an_assumption<17>);
    EXPECT_EQ(result.verdict, Verdict::unknown);
    EXPECT_NE(result.complaint.find("the assumptions do not settle that x is below 16"), std::string::npos)
        << result.complaint;
}

TEST(Engine, calls_a_theorem_that_claims_nothing_broken) {
    EXPECT_EQ(decide_planted(claiming_nothing).verdict, Verdict::broken);
}

TEST(Engine, calls_a_theorem_about_no_rule_toothless) {
    Options options = planted::quick();
    EXPECT_EQ(decide_planted(about_no_rule, options).verdict, Verdict::proved);
    options.check_teeth = true;
    EXPECT_EQ(decide_planted(about_no_rule, options).verdict, Verdict::toothless);
}

TEST(Engine, calls_a_time_out_unknown) {
    Options options = planted::quick();
    options.timeout = std::chrono::milliseconds(50);
    const Result result = decide_planted(hard, options);
    EXPECT_EQ(result.verdict, Verdict::unknown);
    EXPECT_FALSE(result.as_expected());
    EXPECT_FALSE(result.complaint.empty());
}

TEST(Engine, tells_failures_apart_in_the_exit_status) {
    Report report;
    report.results.resize(2);
    report.results[0].verdict = report.results[1].verdict = Verdict::proved;
    EXPECT_EQ(report.exit_status(), 0);
    for (const Verdict verdict :
        {Verdict::unknown, Verdict::vacuous, Verdict::toothless, Verdict::broken, Verdict::unconfirmed}) {
        report.results[1].verdict = verdict;
        EXPECT_EQ(report.exit_status(), 3) << name(verdict);
    }
    report.results[0].verdict = Verdict::refuted;
    EXPECT_EQ(report.exit_status(), 1) << "a refuted theorem outweighs an undecided one";
    report.results[0].expected = Expected::fails;
    report.results[1].verdict = Verdict::proved;
    EXPECT_EQ(report.exit_status(), 0);
}

TEST(Engine, asks_a_question_that_two_versions_share_once) {
    Options options = planted::quick();
    options.names = {"nmi-reaches-host"};
    options.versions = {"linux-3.11", "linux-3.18", "hardened"};
    const Report report = prove(options);
    EXPECT_EQ(report.exit_status(), 0);
    const Result& linux_3_11 = report.results.at(0);
    const Result& linux_3_18 = report.results.at(1);
    EXPECT_EQ(linux_3_11.queries, 0U);
    EXPECT_GT(linux_3_18.queries, 0U);
    ASSERT_TRUE(linux_3_11.witness && linux_3_18.witness);
    EXPECT_EQ(linux_3_11.witness->rules, "linux-3.11");
    EXPECT_EQ(linux_3_11.witness->events, linux_3_18.witness->events);
    EXPECT_TRUE(linux_3_11.witness->replays);
    EXPECT_EQ(report.results.at(2).verdict, Verdict::proved) << "what hardened changes is another question";
    EXPECT_GT(report.results.at(2).queries, 0U);
}

TEST(Engine, refuses_names_that_select_nothing) {
    Options options = planted::quick();
    options.names = {"no-such-theorem*"};
    EXPECT_THROW((void)prove(options), std::invalid_argument);
    options.names = {"vetted-gate-selector"};
    options.versions = {"linux-0.01"};
    EXPECT_THROW((void)prove(options), std::invalid_argument);
}

} // namespace
} // namespace trapspec::proofs
