#include <nlohmann/json.hpp>

#include "tests/cli/program.hpp"

namespace trapspec::test {
namespace {

using Json = nlohmann::json;

class Fuzz : public Program {
protected:
    [[nodiscard]] std::string run_in(const std::string& name) const { return " --corpus " + (folder_ / name).string(); }
    [[nodiscard]] std::string save() const { return " --save " + (folder_ / "save").string(); }

    /// What a run in a folder came to, but for how long it took and where its files are.
    Json report(const std::string& arguments) const {
        const Finished run = trapspec_with("report --json " + arguments);
        Json json = Json::parse(run.output, nullptr, false);
        EXPECT_TRUE(json.is_object()) << run.output;
        json.erase("seconds");
        return json;
    }
    Json report_of(const std::string& name) const { return report((folder_ / name).string()); }

    std::vector<std::string> files(const fs::path& folder) const {
        std::vector<std::string> names;
        for (const auto& entry : fs::directory_iterator(folder)) {
            names.push_back(entry.path().filename().string());
        }
        std::sort(names.begin(), names.end());
        return names;
    }
};

TEST_F(Fuzz, CoverageNamesEveryArmAndLongRunsReachThemAll) {
    const Finished run = trapspec_with("fuzz --cases 30000 --coverage" + save());
    EXPECT_EQ(run.status, 0) << run.output;
    EXPECT_NE(run.output.find("trap_4_vmcall_rewritten"), std::string::npos);
    EXPECT_NE(run.output.find("dead"), std::string::npos);
    EXPECT_NE(run.output.find("every arm that can be reached was"), std::string::npos) << run.output;
}

TEST_F(Fuzz, ShortRunsSayWhatTheyLeftOutAndDoNotFail) {
    const Finished run = trapspec_with("fuzz --cases 3 --coverage" + save());
    EXPECT_EQ(run.status, 0) << run.output;
    EXPECT_NE(run.output.find("NEVER"), std::string::npos);
}

TEST_F(Fuzz, ShardsMergeIntoTheRunThatTheyArePartsOf) {
    ASSERT_EQ(trapspec_with("fuzz --cases 3000" + run_in("whole") + save()).status, 0);
    const std::vector<std::string> whole_corpus = files(folder_ / "whole" / "corpus");
    EXPECT_GT(whole_corpus.size(), 100U);
    for (const int count : {2, 7}) {
        std::string shards;
        for (int index = 0; index < count; ++index) {
            const std::string name = "s" + std::to_string(count) + "-" + std::to_string(index);
            const std::string part = std::to_string(index) + "/" + std::to_string(count);
            ASSERT_EQ(trapspec_with("fuzz --cases 3000 --shard " + part + run_in(name) + save()).status, 0);
            shards += " " + (folder_ / name).string();
        }
        const std::string corpus = "c" + std::to_string(count);
        Json merged = report("--merge" + shards + " --corpus " + (folder_ / corpus).string());
        Json whole = report_of("whole");
        EXPECT_EQ(merged, whole);
        EXPECT_EQ(files(folder_ / corpus), whole_corpus);
    }
}

TEST_F(Fuzz, AMissingShardIsNoSuccess) {
    ASSERT_EQ(trapspec_with("fuzz --cases 500 --shard 0/2" + run_in("a") + save()).status, 0);
    const Finished run = trapspec_with("report --merge " + (folder_ / "a").string());
    EXPECT_EQ(run.status, 3);
    EXPECT_NE(run.output.find("shard 1 of 2"), std::string::npos) << run.output;
}

TEST_F(Fuzz, PartsOfDifferentRunsDoNotMerge) {
    ASSERT_EQ(trapspec_with("fuzz --cases 500 --shard 0/2 --seed 1" + run_in("a") + save()).status, 0);
    ASSERT_EQ(trapspec_with("fuzz --cases 500 --shard 1/2 --seed 2" + run_in("b") + save()).status, 0);
    const std::string both = (folder_ / "a").string() + " " + (folder_ / "b").string();
    EXPECT_EQ(trapspec_with("report --merge " + both).status, 2);
    EXPECT_EQ(trapspec_with("report " + both).status, 2);
    EXPECT_EQ(trapspec_with("report " + folder_.string()).status, 2) << "no run at all";
    EXPECT_EQ(trapspec_with("fuzz --cases 500 --seed 9" + run_in("a") + save()).status, 2) << "another run's folder";
}

TEST_F(Fuzz, AnArrayJobSaysWhichShard) {
    const std::string program = TRAPSPEC_PROGRAM;
    const std::string fuzz = program + " fuzz --cases 500 --json" + save();
    const auto shard = [](const Finished& run) {
        const Json json = Json::parse(run.output, nullptr, false);
        return json.is_object() && json.contains("shard") ? json["shard"].get<std::string>() : run.output;
    };
    const std::string slurm = "SLURM_ARRAY_TASK_ID=5 SLURM_ARRAY_TASK_MIN=3 SLURM_ARRAY_TASK_COUNT=4 ";
    EXPECT_EQ(shard(shell(slurm + fuzz)), "2/4");
    EXPECT_EQ(shard(shell("JOB_COMPLETION_INDEX=3 " + fuzz + " --shard /8")), "3/8");
    EXPECT_EQ(shard(shell(slurm + fuzz + " --shard 0/1")), "0/1") << "what is said plainly counts";
    EXPECT_EQ(shell("JOB_COMPLETION_INDEX=3 " + fuzz).status, 2) << "of how many?";
    EXPECT_EQ(shell(fuzz + " --shard /8").status, 2) << "no job";
    EXPECT_EQ(shell(fuzz + " --shard 8/8").status, 2);
    EXPECT_EQ(shell(fuzz + " --shard x").status, 2);
    EXPECT_EQ(shell(fuzz + " --shard 1/1000").status, 2);
}

TEST_F(Fuzz, IsTakenUpAfterCtrlCAndAfterAKill) {
    const std::string cases = "fuzz --cases 60000";
    ASSERT_EQ(trapspec_with(cases + run_in("whole") + save()).status, 0);
    for (const std::string signal : {"INT", "KILL"}) {
        const std::string name = "cut-" + signal;
        const std::string state = (folder_ / name / "state.json").string();
        shell(TRAPSPEC_PROGRAM " " + cases + run_in(name) + save() + " & cut=$!; while [ ! -e " + state +
              " ] && kill -0 $cut; do sleep 0.1; done; kill -" + signal + " $cut; wait $cut");
        ASSERT_TRUE(fs::exists(state)) << signal;
        const Finished again = trapspec_with(cases + run_in(name) + save());
        EXPECT_EQ(again.status, 0) << again.output;
        EXPECT_EQ(report_of(name), report_of("whole")) << signal;
        EXPECT_EQ(files(folder_ / name / "corpus"), files(folder_ / "whole" / "corpus")) << signal;
    }
}

TEST_F(Fuzz, AFinishedRunGoesOnWhenMoreIsAskedFor) {
    ASSERT_EQ(trapspec_with("fuzz --cases 1010" + run_in("grown") + save()).status, 0);
    ASSERT_EQ(trapspec_with("fuzz --cases 2500" + run_in("grown") + save()).status, 0);
    ASSERT_EQ(trapspec_with("fuzz --cases 2500" + run_in("whole") + save()).status, 0);
    EXPECT_EQ(report_of("grown"), report_of("whole"));
}

TEST_F(Fuzz, ACorpusReplays) {
    ASSERT_EQ(trapspec_with("fuzz --cases 200 --rules linux-3.18" + run_in("r") + save()).status, 0);
    const auto names = files(folder_ / "r" / "corpus");
    ASSERT_FALSE(names.empty());
    EXPECT_EQ(trapspec_with("replay " + (folder_ / "r" / "corpus" / names[0]).string()).status, 0);
}

TEST_F(Fuzz, AStateThatIsNoneIsRefusedWithItsPlace) {
    fs::create_directories(folder_ / "r");
    file("r/state.json", "{\"format\": 1}");
    const Finished run = trapspec_with("fuzz --cases 10" + run_in("r") + save());
    EXPECT_EQ(run.status, 2);
    EXPECT_NE(run.output.find("state.json:1:1"), std::string::npos) << run.output;
}

TEST_F(Fuzz, AFullDiskIsReportedAndLeavesTheLastState) {
    const std::string disk = (folder_ / "disk").string();
    fs::create_directories(disk);
    const std::string program = TRAPSPEC_PROGRAM;
    const Finished run =
        shell("unshare -rm sh -c 'mount -t tmpfs -o size=64k none " + disk + " || exit 77; " + program +
              " fuzz --cases 20000 --corpus " + disk + save() + "; echo status $?; ls " + disk + "'");
    if (run.status == 77 || run.output.find("status") == std::string::npos) {
        GTEST_SKIP() << "no small disk can be had here: " << run.output;
    }
    EXPECT_NE(run.output.find("status 2"), std::string::npos) << run.output;
    EXPECT_NE(run.output.find("No space left"), std::string::npos) << run.output;
    EXPECT_EQ(run.output.find(".tmp"), std::string::npos) << "half a file is left: " << run.output;
}

TEST_F(Fuzz, ASpaceIsRunToTheEndInParts) {
    const Finished cut = shell(std::string("timeout --foreground --preserve-status -s INT 1 ") + TRAPSPEC_PROGRAM +
                               " fuzz --exhaustive selectors --rules linux-3.11" + run_in("x") + save());
    EXPECT_EQ(cut.status, 130) << cut.output;
    const Finished whole =
        trapspec_with("fuzz --exhaustive selectors --rules linux-3.11 --json" + run_in("x") + save());
    EXPECT_EQ(whole.status, 0) << whole.output;
    const Json json = Json::parse(whole.output, nullptr, false);
    ASSERT_TRUE(json.is_object()) << whole.output;
    EXPECT_EQ(json["cases"], (1U << 24) / 64) << "every stream once";
    EXPECT_EQ(trapspec_with("fuzz --exhaustive nonsense").status, 2);
}

} // namespace
} // namespace trapspec::test
