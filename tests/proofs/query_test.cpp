#include "proofs/query.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "proofs/programs.hpp"
#include "traces/errors.hpp"
#include "traces/reader.hpp"

namespace trapspec::proofs {
namespace {

namespace fs = std::filesystem;

class Query : public ::testing::Test {
protected:
    void SetUp() override {
        char name[] = "/tmp/trapspec-query-XXXXXX";
        folder_ = mkdtemp(name);
    }
    void TearDown() override { fs::remove_all(folder_); }

    fs::path file(const std::string& text) {
        const fs::path path = folder_ / "q.smt2";
        std::ofstream(path) << text;
        return path;
    }

    void expect_complaint(const std::string& text, std::size_t line, std::size_t column, const std::string& what) {
        try {
            static_cast<void>(query(file(text), {}));
            FAIL() << text;
        } catch (const traces::Input_error& error) {
            EXPECT_EQ(error.line(), line) << error.what();
            EXPECT_EQ(error.column(), column) << error.what();
            EXPECT_NE(error.message().find(what), std::string::npos) << error.what();
        }
    }

    fs::path folder_;
};

std::vector<fs::path> examples() {
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator(TRAPSPEC_EXAMPLES)) {
        if (entry.path().extension() == ".smt2") {
            files.push_back(entry.path());
        }
    }
    return files;
}

TEST_F(Query, EveryExampleIsAsStated) {
    ASSERT_EQ(examples().size(), 10U);
    for (const fs::path& each : examples()) {
        const Query_result result = query(each, {});
        ASSERT_TRUE(result.stated) << each;
        EXPECT_EQ(result.answers[0].verdict, *result.stated) << each;
        EXPECT_EQ(result.exit_status(), 0) << each << ": " << result.complaint;
    }
}

TEST_F(Query, OtherSolversAgreeOnEveryExample) {
    for (const char* solver : {"cvc5", "boolector"}) {
        if (!is_installed(solver)) {
            GTEST_SKIP() << solver << " is not installed";
        }
    }
    Query_options options;
    options.solvers = {"z3", "cvc5", "boolector"};
    for (const fs::path& each : examples()) {
        const Query_result result = query(each, options);
        EXPECT_EQ(result.exit_status(), 0) << each << ": " << result.complaint;
    }
}

TEST_F(Query, TheSameQueryHasTheSameModel) {
    const fs::path example = fs::path(TRAPSPEC_EXAMPLES) / "08-tf-survives-entry.smt2";
    EXPECT_EQ(query(example, {}).model, query(example, {}).model);
}

TEST_F(Query, AWrongStatusIsADivergence) {
    const Query_result result =
        query(file("(set-info :status unsat)\n(declare-const g Gate)\n(assert (present g))\n"), {});
    EXPECT_TRUE(result.contradicts_status());
    EXPECT_EQ(result.exit_status(), 1);
}

TEST_F(Query, MistakesAreReportedWhereTheyAre) {
    expect_complaint("(declare-const g Gate)\n(assert (present h))\n", 2, 18, "unknown constant h");
    expect_complaint("(declare-const g Gate)\n(assert (= (type g) #xF)", 2, 25, "");
    expect_complaint("(declare-const g Gate)\n(assert (presnt g))\n", 2, 18, "unknown constant presnt");
    expect_complaint("", 1, 1, "holds no command");
    expect_complaint("; nothing but words (assert false)\n", 1, 1, "holds no command");
    expect_complaint("(set-info :rules \"linux-9.9\")\n(assert true)\n", 1, 1, "no rule version");
    EXPECT_THROW(static_cast<void>(query(folder_, {})), traces::Input_error);
    EXPECT_THROW(static_cast<void>(query(folder_ / "none.smt2", {})), traces::Input_error);
}

TEST_F(Query, AStepIsAPredicateWhereverItStands) {
    const std::string declared = "(declare-const s State)\n(declare-const t State)\n";
    const auto verdict = [&](const std::string& assertions) {
        return query(file(declared + assertions), {}).answers[0].verdict;
    };
    // to itself; before it is named; named twice; denied; between constants that nothing names
    EXPECT_EQ(verdict("(assert (step-observe s s))\n"), Query_verdict::sat);
    EXPECT_EQ(verdict("(assert (step-set_interrupt s #x00000003 #x00000001 s))\n"
                      "(assert (= (state.irqs_pending s) #x00000000))\n"),
        Query_verdict::unsat);
    EXPECT_EQ(verdict("(assert (= (state.irqs_pending t) #x00000000))\n"
                      "(assert (step-set_interrupt s #x00000003 #x00000001 t))\n"),
        Query_verdict::unsat);
    EXPECT_EQ(verdict("(declare-const u State)\n(assert (step-observe t u))\n"
                      "(assert (step-set_interrupt s #x00000003 #x00000001 t))\n"
                      "(assert (= (state.irqs_pending u) #x00000000))\n"),
        Query_verdict::unsat);
    EXPECT_EQ(verdict("(assert (step-set_interrupt s #x00000003 #x00000001 t))\n"
                      "(assert (step-set_interrupt s #x00000004 #x00000001 t))\n"
                      "(assert (= (state.irqs_pending s) #x00000000))\n"),
        Query_verdict::unsat);
    EXPECT_EQ(verdict("(assert (not (step-observe s t)))\n(assert (step-observe s t))\n"), Query_verdict::unsat);
}

TEST_F(Query, AHistoryBecomesATrace) {
    Query_options options;
    options.trace = folder_ / "history.jsonl";
    const Query_result result = query(fs::path(TRAPSPEC_EXAMPLES) / "08-tf-survives-entry.smt2", options);
    EXPECT_EQ(result.complaint, "");
    traces::Reader reader(options.trace);
    EXPECT_EQ(reader.header().rules, "linux-3.11");
    EXPECT_EQ(reader.next()->event.kind, model::Event_kind::load_idt_entry);
    EXPECT_EQ(reader.next()->event.kind, model::Event_kind::set_registers);
    EXPECT_EQ(reader.next()->event.kind, model::Event_kind::deliver_trap);
    EXPECT_FALSE(reader.next());
}

TEST_F(Query, AHistoryThatNoTraceCanStartIsRefused) {
    Query_options options;
    options.trace = folder_ / "history.jsonl";
    const Query_result result = query(file("(set-info :history \"s0 e1\")\n"
                                           "(declare-const s0 State)\n(declare-const e1 Event)\n"
                                           "(assert ((_ is observe) e1))\n(assert (state.halted s0))\n"),
        options);
    EXPECT_EQ(result.exit_status(), 3);
    EXPECT_FALSE(fs::exists(options.trace));
}

} // namespace
} // namespace trapspec::proofs
