// Verdicts against other solvers: real ones where they are installed, and made ones that lie, sleep and talk nonsense.
#include <gtest/gtest.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "planted.hpp"
#include "proofs/programs.hpp"

namespace trapspec::proofs {
namespace {

namespace fs = std::filesystem;
using planted::decide_planted;
using planted::load_a_gate;

void true_of_every_gate(Proof& proof) {
    proof.history("after one hypercall", [](auto& run) {
        load_a_gate(run);
        run.assume("a gate was set", run.machine().gates.get(9) != 0); // makes the second question, a sat one
        run.claim("slot 8 is empty", run.machine().gates.get(8) == 0);
    });
}

/// With a folder of its own before all others on PATH, where a test puts what it calls cvc5.
class Solvers : public ::testing::Test {
protected:
    void SetUp() override {
        char name[] = "/tmp/trapspec-solvers-XXXXXX";
        folder_ = mkdtemp(name);
        const char* path = std::getenv("PATH");
        path_ = path != nullptr ? path : "";
        setenv("PATH", (folder_.string() + ":" + path_).c_str(), 1);
    }
    void TearDown() override {
        setenv("PATH", path_.c_str(), 1);
        fs::remove_all(folder_);
    }

    void make(const std::string& program, const std::string& script) const {
        const fs::path file = folder_ / program;
        std::ofstream(file) << "#!/bin/sh\n" << script << '\n';
        fs::permissions(file, fs::perms::owner_all);
    }

    static Result decide_with_cvc5(std::chrono::milliseconds timeout = std::chrono::seconds(20)) {
        Options options = planted::quick();
        options.confirm_with = {"cvc5"};
        options.timeout = timeout;
        return decide_planted(true_of_every_gate, options);
    }

    fs::path folder_;
    std::string path_;
};

TEST_F(Solvers, AgreeOnEachQuestion) {
    // unsat: no counterexample; sat: the hypotheses
    make("cvc5", "for file; do :; done; if grep -q 'status unsat' \"$file\"; then echo unsat; else echo sat; fi");
    const Result result = decide_with_cvc5();
    EXPECT_EQ(result.verdict, Verdict::proved) << result.complaint;
    ASSERT_EQ(result.confirmations.size(), 1U);
    EXPECT_EQ(result.confirmations[0].agreed, 2U);
}

TEST_F(Solvers, ADisagreementIsADispute) {
    make("cvc5", "echo sat");
    const Result result = decide_with_cvc5();
    EXPECT_EQ(result.verdict, Verdict::disputed);
    EXPECT_FALSE(result.as_expected());
    EXPECT_NE(result.complaint.find("cvc5 says sat"), std::string::npos) << result.complaint;
    EXPECT_EQ(result.confirmations[0].disagreed, 1U);
    Report report;
    report.results = {result};
    EXPECT_EQ(report.exit_status(), 1);
}

TEST_F(Solvers, NoAnswerIsNoConfirmation) {
    make("cvc5", "echo '(error \"no such logic\")'");
    const Result nonsense = decide_with_cvc5();
    EXPECT_EQ(nonsense.verdict, Verdict::unconfirmed);
    EXPECT_NE(nonsense.complaint.find("no such logic"), std::string::npos) << nonsense.complaint;
    make("cvc5", "sleep 100");
    const Result slow = decide_with_cvc5(std::chrono::milliseconds(40));
    EXPECT_EQ(slow.verdict, Verdict::unconfirmed);
    EXPECT_EQ(slow.confirmations[0].timed_out, 2U);
    Report report;
    report.results = {slow};
    EXPECT_EQ(report.exit_status(), 3);
}

/// Alive and not a zombie that waits for its new parent.
bool runs(pid_t process) {
    std::ifstream stat("/proc/" + std::to_string(process) + "/stat");
    std::string number;
    std::string name;
    std::string state;
    return (stat >> number >> name >> state) && state != "Z" && state != "X";
}

TEST_F(Solvers, NothingIsLeftOfOneThatIsStopped) {
    const fs::path note = folder_ / "pid";
    make("cvc5", "sleep 100 & echo $! > " + note.string() + "; wait");
    const auto noted = [&] {
        std::ifstream in(note);
        pid_t process = 0;
        return in >> process ? process : 0;
    };
    // Stopped by hand, as after Ctrl-C, once its own child is there.
    const Program_answer answer = ask_program("cvc5", "", std::chrono::seconds(60), [&] { return noted() != 0; });
    EXPECT_EQ(answer.verdict, Program_verdict::timed_out);
    ASSERT_NE(noted(), 0);
    for (int tries = 0; tries < 100 && runs(noted()); ++tries) {
        usleep(50'000);
    }
    EXPECT_FALSE(runs(noted()));
}

TEST_F(Solvers, AMissingOneIsNamedWithItsPackage) {
    setenv("PATH", folder_.c_str(), 1);
    Options options = planted::quick();
    options.confirm_with = {"boolector"};
    try {
        static_cast<void>(prove(options));
        FAIL();
    } catch (const Missing_program& error) {
        EXPECT_STREQ(error.what(), "boolector is not installed; install the Debian package boolector");
    }
}

/// libz3 takes its locks when a process forks, so this is about threads that ask at once, too.
TEST_F(Solvers, RealOnesConfirmATheorem) {
    Options options;
    options.names = {"vetted-gate-selector", "entry-clears-tf"};
    options.smt2 = folder_ / "queries";
    for (const char* solver : {"cvc5", "boolector"}) {
        if (!is_installed(solver)) {
            GTEST_SKIP() << how_to_install(solver);
        }
        options.confirm_with.emplace_back(solver);
    }
    const Report report = prove(options);
    for (const Result& result : report.results) {
        EXPECT_TRUE(result.as_expected()) << result.theorem << ": " << result.complaint;
    }
    const auto confirmations = report.confirmations();
    ASSERT_EQ(confirmations.size(), 2U);
    EXPECT_GT(confirmations[0].agreed, 100U);
    for (const Confirmation& each : confirmations) {
        EXPECT_EQ(each.disagreed + each.timed_out + each.failed, 0U) << each.solver;
    }
}

TEST_F(Solvers, TheFilesOfQueriesAreForAnySolver) {
    if (!is_installed("z3")) {
        GTEST_SKIP() << how_to_install("z3");
    }
    Options options;
    options.names = {"entry-clears-tf"};
    options.smt2 = folder_ / "queries";
    static_cast<void>(prove(options));
    std::size_t asked = 0;
    for (const auto& entry : fs::directory_iterator(options.smt2)) {
        std::ostringstream text;
        text << std::ifstream(entry.path()).rdbuf();
        const std::string question = text.str();
        const bool sat = question.find("(set-info :status sat)") != std::string::npos;
        const bool unsat = question.find("(set-info :status unsat)") != std::string::npos;
        ASSERT_TRUE(sat || unsat) << entry.path();
        const Program_answer answer = ask_program("z3", question, std::chrono::seconds(60));
        EXPECT_EQ(answer.verdict, sat ? Program_verdict::sat : Program_verdict::unsat) << entry.path() << answer.said;
        ++asked;
    }
    EXPECT_GE(asked, 3U);
}

} // namespace
} // namespace trapspec::proofs
