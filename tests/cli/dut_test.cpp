// Another team's implementation under test: what it does wrong is found, and however it fails, the run is not lost.
#include <signal.h>

#include <nlohmann/json.hpp>

#include "tests/cli/program.hpp"

namespace trapspec::test {
namespace {

using Json = nlohmann::json;

const std::string implementation = TRAPSPEC_IMPLEMENTATION;
const std::string example = TRAPSPEC_EXAMPLE_DUT;
const std::string faulty = TRAPSPEC_FAULTY_DUT;

class Dut : public Program {
protected:
    [[nodiscard]] Finished fuzz(
        const std::string& dut, const std::string& more = "", const std::string& before = "") const {
        return trapspec_with("fuzz --cases 3000 --dut '" + dut + "' " + more + save(), before);
    }
    [[nodiscard]] std::string save() const { return " --save " + saved().string(); }
    [[nodiscard]] fs::path saved() const { return folder_ / "save"; }

    [[nodiscard]] std::string failing(const std::string& how, int when) const {
        return std::string(TRAPSPEC_FAILING_DUT) + " " + how + " " + std::to_string(when) + " " + example;
    }

    [[nodiscard]] std::string script(const std::string& text) {
        const std::string path = file("dut", "#!/bin/sh\n" + text + "\n");
        fs::permissions(path, fs::perms::owner_all);
        return path;
    }

    [[nodiscard]] std::string only_trace() const {
        std::vector<std::string> files;
        for (const auto& entry : fs::directory_iterator(saved())) {
            files.push_back(entry.path().string());
        }
        EXPECT_EQ(files.size(), 1U);
        return files.empty() ? "" : files.front();
    }

    /// It ended as a run does that found something, and said this of it.
    void expect_divergence(const Finished& run, const std::string& trouble) const {
        EXPECT_EQ(run.status, 1) << run.output;
        EXPECT_NE(run.output.find(trouble), std::string::npos) << run.output;
        EXPECT_NE(run.output.find("saved as " + only_trace()), std::string::npos) << run.output;
        EXPECT_EQ(trapspec_with("replay " + only_trace()).status, 0) << "the implementation has no such trouble";
        fs::remove_all(saved());
    }
};

bool is_running(int pid) {
    std::ifstream in("/proc/" + std::to_string(pid) + "/stat");
    std::string number;
    std::string name;
    std::string state;
    return static_cast<bool>(in >> number >> name >> state) && state != "Z";
}

TEST_F(Dut, TheExampleAgreesInWhatItDoesAndTheRestIsNamed) {
    const Finished run = fuzz(example);
    EXPECT_EQ(run.status, 0) << run.output;
    EXPECT_NE(run.output.find("23 of 27 kinds of event, which the implementation does not do"), std::string::npos);
    EXPECT_NE(run.output.find("configurations, which the implementation refuses: hardened"), std::string::npos);
    EXPECT_FALSE(fs::exists(saved()));
}

TEST_F(Dut, APlantedBugIsFoundShrunkAndReplays) {
    const Finished run = fuzz(faulty, "--json ");
    EXPECT_EQ(run.status, 1) << run.output;
    const Json json = Json::parse(run.output, nullptr, false);
    ASSERT_TRUE(json.is_object()) << run.output;
    ASSERT_EQ(json["divergences"].size(), 1U);
    EXPECT_LE(json["divergences"][0]["events"].size(), 2U) << "one gate shows it, and at most the start of its Guest";
    EXPECT_EQ(json["divergences"][0]["field"], "gates");
    EXPECT_EQ(trapspec_with("replay --dut " + faulty + " " + only_trace()).status, 1);
    EXPECT_EQ(trapspec_with("replay --dut " + example + " " + only_trace()).status, 0);
    EXPECT_EQ(trapspec_with("replay " + only_trace()).status, 0);
}

TEST_F(Dut, ShardsOfOneThatDoesLittleMergeIntoTheWholeRun) {
    const auto in = [&](const char* name) { return " --corpus " + (folder_ / name).string(); };
    ASSERT_EQ(fuzz(example, in("whole")).status, 0);
    ASSERT_EQ(fuzz(example, "--shard 0/2" + in("a")).status, 0);
    ASSERT_EQ(fuzz(example, "--shard 1/2" + in("b")).status, 0);
    const auto report = [&](const std::string& arguments) {
        Json json = Json::parse(trapspec_with("report --json " + arguments).output, nullptr, false);
        EXPECT_TRUE(json.is_object());
        json.erase("seconds");
        return json;
    };
    const std::string folder = folder_.string();
    EXPECT_EQ(report("--merge " + folder + "/a " + folder + "/b"), report(folder + "/whole"));
    EXPECT_EQ(trapspec_with("fuzz --cases 4000" + in("whole") + save()).status, 2) << "another implementation's run";
}

TEST_F(Dut, AReplayLeavesOutWhatItDoesNotDoAndSaysSo) {
    const std::string header =
        R"({"trapspec":1,"source":"x","rules":"linux-3.11","constants":{"syscall_vector":"0x00000080","handlers":{"base":"0x00000000","stride":"0x00000001"}},"initial":{"pfn_limit":"0x00000010","mapped_pages":"0x00000010"}})"
        "\n";
    const std::string gate = R"({"event":"load_idt_entry","n":"0x00000003","a":"0x00000000","b":"0x00008e00"})"
                             "\n";
    const std::string clock = R"({"event":"clock_expires","asleep":false})"
                              "\n";
    const std::string start = R"({"event":"start_guest","pfn_limit":"0x00000010","mapped_pages":"0x00000010"})"
                              "\n";
    const Finished whole = trapspec_with("replay --dut " + example + " " + file("whole.jsonl", header + gate));
    EXPECT_EQ(whole.status, 0) << whole.output;
    const std::string trace = file("part.jsonl", header + gate + clock + gate + start + gate);
    const Finished part = trapspec_with("replay --dut " + example + " " + trace);
    EXPECT_EQ(part.status, 3) << part.output;
    EXPECT_NE(part.output.find("2 of them without the implementation"), std::string::npos) << part.output;
    EXPECT_NE(part.output.find("1  clock_expires"), std::string::npos) << part.output;
    EXPECT_EQ(trapspec_with("replay --dut " + faulty + " " + trace).status, 1) << "found again at the next start";
    EXPECT_EQ(trapspec_with("replay --rules hardened --dut " + example + " " + trace).status, 3) << "refused";
}

TEST_F(Dut, WhatCannotBeExecutedIsBadUsage) {
    for (const std::string dut : {"/no/such/program", "/tmp", "/etc/passwd", " ", "\"x"}) {
        EXPECT_EQ(fuzz(dut).status, 2) << dut;
    }
    EXPECT_EQ(trapspec_with("fuzz --cases 3 --dut-form ring").status, 2) << "of what?";
    EXPECT_EQ(fuzz(example, "--dut-form socket").status, 2);
    EXPECT_EQ(fuzz(example, "--dut-timeout 0").status, 2);
    EXPECT_FALSE(fs::exists(saved()));
}

TEST_F(Dut, OneThatRefusesEveryConfigurationIsBadUsage) {
    EXPECT_EQ(fuzz(example, "--rules hardened").status, 2);
}

TEST_F(Dut, ASpaceOfOtherEventsIsBadUsage) {
    const Finished run = trapspec_with("fuzz --exhaustive selectors --dut " + example + save());
    EXPECT_EQ(run.status, 2);
    EXPECT_NE(run.output.find("needs events that the implementation does not do"), std::string::npos) << run.output;
}

TEST_F(Dut, OneThatDoesNotStartIsADivergence) {
    for (const std::string form : {"pipe", "ring"}) {
        const std::string options = "--dut-timeout 0.5 --dut-form " + form;
        expect_divergence(fuzz("/bin/false", options), "at its start, /bin/false ended with status 1");
        expect_divergence(fuzz("sleep 1000", options), "sleep did not");
        expect_divergence(fuzz(failing("crash", -1), options), "was killed by signal 6");
    }
    expect_divergence(fuzz("yes"), "does not speak the protocol");
    expect_divergence(fuzz("head -c 10 /dev/zero"), "at its start, head");
    EXPECT_EQ(fuzz("/bin/false").status, 1);
    EXPECT_EQ(trapspec_with("replay --dut /bin/false " + only_trace()).status, 1);
}

TEST_F(Dut, OneThatFailsInMidRunIsADivergence) {
    const struct {
        std::string how, trouble;
    } ways[] = {
        {"crash", "was killed by signal 6"},
        {"exit", "ended with status 0"},
        {"hang", "did not answer within"},
        {"garbage", "answered out of sequence"},
        {"short", "did not complete its answer within"},
        {"close", "closed its standard output"},
    };
    for (const auto& way : ways) {
        for (const int when : {0, 1, 700}) {
            SCOPED_TRACE(way.how + " after " + std::to_string(when) + " answers");
            expect_divergence(fuzz(failing(way.how, when), "--dut-timeout 1"), way.trouble);
        }
    }
}

TEST_F(Dut, OneThatTakesNoMoreInputIsADivergence) {
    expect_divergence(fuzz(failing("deaf", 50), "--dut-timeout 1"), "closed its standard input");
}

TEST_F(Dut, ItsLastWordsAreShown) {
    expect_divergence(fuzz(failing("crash", 100)), "the assertion that failed");
}

TEST_F(Dut, OneThatComplainsWithoutEndIsHeardAndAgrees) {
    const Finished run = trapspec_with("fuzz --cases 3 --dut '" + failing("chatty", 0) + "'" + save());
    EXPECT_EQ(run.status, 0) << run.output;
    EXPECT_EQ(run.output.find("xxxx"), std::string::npos);
}

TEST_F(Dut, OneThatIsKilledOrStoppedIsADivergence) {
    for (const std::string form : {"pipe", "ring"}) {
        const std::string command = form == "pipe" ? example : TRAPSPEC_RUN_I386 " " + implementation + " \"$@\"";
        const std::string options = "--dut-form " + form + " --time 60 ";
        const auto after_a_moment = [&](const std::string& what) {
            const std::string dut = script("(sleep 0.3; " + what + " $$) > /dev/null 2>&1 &\nexec " + command);
            return trapspec_with("fuzz --dut " + dut + " " + options + save());
        };
        expect_divergence(after_a_moment("kill -9"), "was killed by signal 9");
        expect_divergence(after_a_moment("kill -STOP"), "did not answer within");
    }
}

TEST_F(Dut, ItsCrashShrinksToTheEventThatCausesIt) {
    // Any event but a fresh start: so the trace has one event.
    const std::string dut = failing("crash", 2);
    const Finished run = fuzz(dut, "--json ");
    const Json json = Json::parse(run.output, nullptr, false);
    ASSERT_TRUE(json.is_object()) << run.output;
    EXPECT_EQ(json["divergences"][0]["events"].size(), 1U) << run.output;
    EXPECT_EQ(json["divergences"][0]["complaints"], "the assertion that failed\n");
}

TEST_F(Dut, NothingOfItIsLeftRunning) {
    const std::string pid_file = (folder_ / "pid").string();
    expect_divergence(fuzz(failing("stray", 10), "", "env STRAY=" + pid_file + " "), "was killed by signal 6");
    std::ifstream in(pid_file);
    int pid = 0;
    ASSERT_TRUE(in >> pid);
    EXPECT_FALSE(is_running(pid));
}

TEST_F(Dut, CtrlCEndsARunWithASlowOneAndLeavesNothing) {
    const std::string pid_file = (folder_ / "pid").string();
    const std::string hangs = failing("hang", 500);
    const std::string watched = script("echo $$ > " + pid_file + "\nexec " + hangs);
    const Finished run =
        shell("timeout --foreground --preserve-status -s INT 1 " TRAPSPEC_PROGRAM " fuzz --dut-timeout 600 --dut " +
              watched + " --save " + (folder_ / "new" / "deep").string());
    EXPECT_EQ(run.status, 130) << run.output;
    EXPECT_FALSE(fs::exists(folder_ / "new")) << "an empty folder is left behind";
    std::ifstream in(pid_file);
    int pid = 0;
    ASSERT_TRUE(in >> pid);
    EXPECT_FALSE(is_running(pid));
}

TEST_F(Dut, ATraceThatCannotBeSavedIsReportedWithItsDivergence) {
    const std::string disk = (folder_ / "disk").string();
    fs::create_directories(disk);
    const Finished run =
        shell("unshare -rm sh -c 'mount -t tmpfs -o size=4k none " + disk + " || exit 77; head -c 5000 /dev/zero > " +
              disk + "/full; " TRAPSPEC_PROGRAM " fuzz --cases 3000 --dut " + faulty + " --save " + disk +
              "; echo status $?; ls -A " + disk + "'");
    if (run.status == 77 || run.output.find("status") == std::string::npos) {
        GTEST_SKIP() << "no small disk can be had here: " << run.output;
    }
    EXPECT_NE(run.output.find("status 2\nfull\n"), std::string::npos) << run.output;
    EXPECT_NE(run.output.find("not saved:"), std::string::npos) << run.output;
    EXPECT_NE(run.output.find("No space left"), std::string::npos) << run.output;
}

} // namespace
} // namespace trapspec::test
