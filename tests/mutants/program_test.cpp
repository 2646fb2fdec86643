// `trapspec mutants` as a person meets it.
#include <nlohmann/json.hpp>

#include "diff/mutants/planted.hpp"
#include "tests/cli/program.hpp"

namespace trapspec::test {
namespace {

using Json = nlohmann::json;

class Mutants : public Program {};

/// Every fault that was planted by hand is found by chance, and the trace of it shows it again.
TEST_F(Mutants, PlantedFaultsAreFoundAndTheirTracesShowThem) {
    const fs::path work = folder_ / "work";
    const Finished run =
        trapspec_with("mutants planted --engines fuzz --time 30 --json --keep " + work.string() + " 2> /dev/null");
    ASSERT_EQ(run.status, 0) << run.output;
    const Json report = Json::parse(run.output);
    EXPECT_EQ(report.at("killed"), diff::mutants::planted_faults().size());
    std::string traces;
    for (const Json& row : report.at("matrix")) {
        const Json& kill = row.at("fuzz");
        ASSERT_TRUE(kill.is_object()) << row;
        EXPECT_LE(kill.at("events"), 6) << row;
        const std::string trace = kill.at("trace");
        const std::string mutant = (work / row.at("name") / "implementation").string();
        EXPECT_EQ(trapspec_with("replay --dut-form ring --dut " + mutant + " " + trace).status, 1) << row;
        traces += " " + trace;
    }
    EXPECT_EQ(trapspec_with("replay" + traces).status, 0) << "the traces of faults show them where there are none";
}

TEST_F(Mutants, AreFoundByTheCorpusToo) {
    const Finished run = trapspec_with("mutants table_bound changed_flag_not_set --engines replay --corpus " +
                                       (fs::path(TRAPSPEC_SOURCE_DIR) / "traces/corpus/findings").string());
    EXPECT_EQ(run.status, 0) << run.output;
    EXPECT_NE(run.output.find("changed-mark-exact.jsonl, event 2"), std::string::npos) << run.output;
}

TEST_F(Mutants, ThatNothingFindsAreAFailure) {
    const fs::path corpus = folder_ / "corpus";
    fs::create_directories(corpus);
    fs::copy(fs::path(TRAPSPEC_SOURCE_DIR) / "traces/corpus/findings/changed-mark-exact.jsonl", corpus);
    const Finished run = trapspec_with("mutants entry_keeps_vm --engines replay --corpus " + corpus.string());
    EXPECT_EQ(run.status, 1) << run.output;
    EXPECT_NE(run.output.find("survived   entry_keeps_vm"), std::string::npos) << run.output;
}

TEST_F(Mutants, ThatAreTheSameCodeAreNoFaults) {
    const Finished run = trapspec_with("mutants 'hypercalls.cpp:6*:lost' --engines fuzz --json 2> /dev/null");
    const Json report = Json::parse(run.output);
    EXPECT_GE(report.at("same_code"), 1); // the break before `default: break;`
}

TEST_F(Mutants, AreListed) {
    const Finished run = trapspec_with("mutants --list 'order'");
    EXPECT_EQ(run.status, 0);
    EXPECT_NE(run.output.find("impl/core/deliver.cpp:"), std::string::npos) << run.output;
    EXPECT_EQ(run.output.find("(lost)"), std::string::npos);
}

TEST_F(Mutants, NeedACheckoutThatWasBuilt) {
    const Finished elsewhere = trapspec_with("mutants planted --build " + folder_.string());
    EXPECT_EQ(elsewhere.status, 3);
    EXPECT_NE(elsewhere.output.find("mutants are built in a checkout"), std::string::npos) << elsewhere.output;

    file("impl-linux.json", "{\"source_dir\": \"" + folder_.string() + "\"}");
    const Finished no_source = trapspec_with("mutants planted --build " + folder_.string());
    EXPECT_EQ(no_source.status, 3);
    EXPECT_NE(no_source.output.find("source is not there"), std::string::npos) << no_source.output;
}

TEST_F(Mutants, NeedACompiler) {
    file("impl-linux.json",
        "{\"source_dir\": \"" TRAPSPEC_SOURCE_DIR "\", \"compiler\": \"/nowhere/c++\", \"options\": [], \"core\": [], "
        "\"objects\": [], \"link_options\": []}");
    const Finished run = trapspec_with("mutants planted --build " + folder_.string());
    EXPECT_EQ(run.status, 3);
    EXPECT_NE(run.output.find("/nowhere/c++"), std::string::npos) << run.output;
}

TEST_F(Mutants, NoSuchFault) {
    const Finished run = trapspec_with("mutants nonsense");
    EXPECT_EQ(run.status, 2);
    EXPECT_NE(run.output.find("--list"), std::string::npos) << run.output;
}

TEST_F(Mutants, InterruptedLeavesNothingBehind) {
    const Finished run = shell("mkdir " + (folder_ / "tmp").string() + "; TMPDIR=" + (folder_ / "tmp").string() +
                               " timeout --foreground -s INT 2 " TRAPSPEC_PROGRAM " mutants; ls " +
                               (folder_ / "tmp").string() + " | wc -l");
    EXPECT_NE(run.output.find("interrupted\n0\n"), std::string::npos) << run.output;
}

} // namespace
} // namespace trapspec::test
