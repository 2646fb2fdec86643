#include <gtest/gtest.h>

#include "tests/cli/program.hpp"
#include <algorithm>

#include "traces/reader.hpp"
#include "traces/writer.hpp"

namespace trapspec::test {
namespace {

const std::string kill_trace = std::string(TRAPSPEC_CORPUS) + "/lguest-3.11/kill_tcg.jsonl.zst";

TEST_F(Program, HelpIsShownAndWrongUsageEndsWith2) {
    EXPECT_EQ(trapspec_with("--help").status, 0);
    EXPECT_EQ(trapspec_with("").status, 2);
    EXPECT_EQ(trapspec_with("nonsense").status, 2);
    EXPECT_EQ(trapspec_with("replay").status, 2);
    EXPECT_EQ(trapspec_with("fuzz --cases -5").status, 2);
    EXPECT_EQ(trapspec_with("fuzz --cases 3 --seed 18446744073709551616").status, 2) << "2^64";
    EXPECT_EQ(trapspec_with("fuzz --cases 3 --seed -1").status, 2);
    EXPECT_EQ(trapspec_with("fuzz --cases 3 --time 3").status, 2);
    EXPECT_EQ(trapspec_with("prove no-such-theorem").status, 2);
    EXPECT_EQ(trapspec_with("replay --rules linux-9.9 " + kill_trace).status, 2);
    EXPECT_EQ(trapspec_with("fuzz --cases 3 --dut /no/such/program").status, 2);
}

TEST_F(Program, ProveNamesTheSolverThatIsMissing) {
    const Finished run = trapspec_with("prove vetted-gate-selector --solver cvc5", "env PATH=/nonexistent ");
    EXPECT_EQ(run.status, 3);
    EXPECT_NE(run.output.find("install the Debian package cvc5"), std::string::npos) << run.output;
    EXPECT_EQ(trapspec_with("prove --solver yices").status, 2);
}

TEST_F(Program, ProveListsTheSlowestWhenAsked) {
    const std::string theorems = "prove vetted-gate-selector live-gate-types --rules linux-3.11";
    const Finished plain = trapspec_with(theorems);
    EXPECT_EQ(plain.status, 0) << plain.output;
    EXPECT_EQ(plain.output.find("slowest"), std::string::npos) << plain.output;
    const Finished one = trapspec_with(theorems + " --slowest 1");
    const std::string table = one.output.substr(std::min(one.output.find("slowest"), one.output.size()));
    EXPECT_EQ(std::count(table.begin(), table.end(), '\n'), 2) << one.output;
    EXPECT_NE(trapspec_with("--json " + theorems).output.find("\"seconds\""), std::string::npos);
}

TEST_F(Program, ReplayOfARecordedTraceAgrees) {
    const Finished run = trapspec_with("replay " + kill_trace);
    EXPECT_EQ(run.status, 0) << run.output;
    EXPECT_NE(run.output.find("0 differences"), std::string::npos);
    EXPECT_NE(run.output.find("R-SET-2"), std::string::npos);
}

TEST_F(Program, ReplayOfAHardenedTraceAgrees) {
    const std::string header =
        R"({"trapspec":1,"source":"x","rules":"hardened","constants":{"syscall_vector":"0x00000080","handlers":{"base":"0x00000000","stride":"0x00000001"}},"initial":{"pfn_limit":"0x00000010","mapped_pages":"0x00000010"}})"
        "\n";
    const std::string event = R"({"event":"observe","after":{"ss1":"0x00000069"}})"
                              "\n";
    const Finished run = trapspec_with("replay " + file("hardened.jsonl", header + event));
    EXPECT_EQ(run.status, 0) << run.output;
    EXPECT_NE(run.output.find("hardened"), std::string::npos);
    EXPECT_EQ(trapspec_with("replay --rules linux-3.11 " + (folder_ / "hardened.jsonl").string()).status, 1);
}

TEST_F(Program, AMisspeltFlagIsNamedBeforeAMissingFile) {
    const Finished run = trapspec_with("replay --nonsense");
    EXPECT_EQ(run.status, 2);
    EXPECT_NE(run.output.find("not expected: --nonsense"), std::string::npos) << run.output;
}

TEST_F(Program, JsonIsOneDocument) {
    const Finished run = trapspec_with("--json replay " + kill_trace);
    EXPECT_EQ(run.status, 0);
    EXPECT_EQ(run.output.front(), '{');
    EXPECT_NE(run.output.find("\"mismatching_events\": 0"), std::string::npos);
}

TEST_F(Program, ExplainTellsEachEventInOneLine) {
    const Finished run = trapspec_with("replay --explain " + kill_trace);
    EXPECT_EQ(run.status, 0);
    EXPECT_NE(run.output.find("the Guest is dead: bad IDT type 5"), std::string::npos);
}

TEST_F(Program, BadInputEndsWith2AndSaysWhere) {
    const std::string good_header =
        R"({"trapspec":1,"source":"x","rules":"linux-3.11","constants":{"syscall_vector":"0x00000080","handlers":{"base":"0x00000000","stride":"0x00000001"}},"initial":{"pfn_limit":"0x00000010","mapped_pages":"0x00000010"}})"
        "\n";
    const struct {
        std::string name, content, place;
    } cases[] = {
        {"empty.jsonl", "", ":1:1"},
        {"truncated.jsonl", good_header + R"({"event":"obse)", ":2:"},
        {"unknown_event.jsonl", good_header + "{\"event\":\"reboot\"}\n", ":2:"},
        {"wrong_type.jsonl",
            good_header + R"({"event":"translate","address":17})"
                          "\n",
            ":2:"},
        {"wrong_version.jsonl",
            R"({"trapspec":99})"
            "\n",
            ":1:"},
        {"not_zstd.jsonl.zst", "plain text", ":1:1"},
        {"invalid_event.jsonl",
            good_header + R"({"event":"set_interrupt","irq":"0x00000020","asleep":false})"
                          "\n",
            ":2:"},
        {"unknown_rules.jsonl",
            R"({"trapspec":1,"source":"x","rules":"linux-9.9","constants":{"syscall_vector":"0x00000080","handlers":{"base":"0x00000000","stride":"0x00000001"}},"initial":{"pfn_limit":"0x00000010","mapped_pages":"0x00000010"}})"
            "\n",
            ":1:"},
        {"too_much_memory.jsonl",
            good_header + R"({"event":"start_guest","pfn_limit":"0x00000010","mapped_pages":"0x00000011"})"
                          "\n",
            ":2:"},
    };
    for (const auto& each : cases) {
        const std::string path = file(each.name, each.content);
        const Finished run = trapspec_with("replay " + path);
        EXPECT_EQ(run.status, 2) << each.name << ": " << run.output;
        EXPECT_NE(run.output.find(path + each.place), std::string::npos) << each.name << ": " << run.output;
    }
    EXPECT_EQ(trapspec_with("replay " + folder_.string()).status, 2);
    EXPECT_EQ(trapspec_with("replay /no/such/file.jsonl").status, 2);
    EXPECT_EQ(
        trapspec_with("import lguest " + file("c.jsonl", "{}\n") + " -o " + (folder_ / "out.jsonl").string()).status,
        2);
    EXPECT_FALSE(fs::exists(folder_ / "out.jsonl"));
}

TEST_F(Program, AWordThatIsNoCommandIsNamed) {
    EXPECT_NE(trapspec_with("replya x").output.find("there is no command \"replya\""), std::string::npos);
}

TEST_F(Program, JsonIsADocumentEvenForBadUsageAndStrangeBytes) {
    for (const std::string arguments :
        {"replay --json --bogus x", "--json bogus", "replay --json \"$(printf '/tmp/\\377')\""}) {
        const Finished run = trapspec_with(arguments);
        EXPECT_EQ(run.status, 2) << arguments;
        EXPECT_NE(run.output.find("\"error\""), std::string::npos) << arguments << run.output;
    }
}

TEST_F(Program, OutputThatCannotBeWrittenIsAnError) {
    const Finished run = trapspec_with("fuzz --cases 3 --save " + (folder_ / "s").string() + " 2>&1 > /dev/full");
    EXPECT_EQ(run.status, 2) << run.output;
    EXPECT_NE(run.output.find("standard output"), std::string::npos) << run.output;
}

TEST_F(Program, AFolderThatCannotBeHadIsFoundOutAtTheStart) {
    EXPECT_EQ(trapspec_with("fuzz --cases 3 --save /proc/nowhere").status, 2);
}

/// Copies a trace and lets `change` alter one record of it; the line of that record.
template <class Change>
std::size_t alter(const std::string& from, const fs::path& to, Change change) {
    traces::Reader reader(from);
    traces::Writer writer(to, reader.header());
    std::size_t altered = 0;
    while (auto record = reader.next()) {
        if (altered == 0 && change(*record)) {
            altered = reader.line();
        }
        writer.write(*record);
    }
    writer.finish();
    return altered;
}

void expect_found(const fs::path& file, std::size_t line, const std::string& field) {
    ASSERT_NE(line, 0U) << "nothing to alter";
    const Finished run = trapspec_with("replay " + file.string());
    EXPECT_EQ(run.status, 1);
    EXPECT_NE(run.output.find(file.string() + ":" + std::to_string(line) + ":"), std::string::npos) << run.output;
    EXPECT_NE(run.output.find(field + ": the recording stands alone"), std::string::npos) << run.output;
}

TEST_F(Program, OneFlippedBitInAnObservedWordIsFound) {
    const fs::path to = folder_ / "word.jsonl";
    const std::size_t line = alter(kill_trace, to, [](traces::Record& record) {
        for (auto& word : record.after.words) {
            if (word.index == traces::word("esp")) {
                word.value ^= 4;
                return true;
            }
        }
        return false;
    });
    expect_found(to, line, "esp");
}

TEST_F(Program, OneFlippedBitInAGateIsFound) {
    const fs::path to = folder_ / "gate.jsonl";
    const std::size_t line = alter(kill_trace, to, [](traces::Record& record) {
        if (record.after.gates.empty()) {
            return false;
        }
        record.after.gates[0].b ^= 0x2000;
        return true;
    });
    expect_found(to, line, ".b");
}

TEST_F(Program, OneFlippedBitInAFrameIsFound) {
    const fs::path to = folder_ / "frame.jsonl";
    const std::size_t line = alter(kill_trace, to, [](traces::Record& record) {
        if (record.after.memory.size() < 3) {
            return false;
        }
        record.after.memory[0].value ^= 0x80000000;
        return true;
    });
    expect_found(to, line, "]");
}

TEST_F(Program, OneFlippedBitInAPendingMaskIsFound) {
    const fs::path to = folder_ / "pending.jsonl";
    const std::string trace = std::string(TRAPSPEC_CORPUS) + "/lguest-3.11/linux_main_tcg.jsonl.zst";
    const std::size_t line = alter(trace, to, [](traces::Record& record) {
        for (auto& word : record.after.words) {
            if (word.index == traces::word("irqs_pending") && word.value != 0) {
                word.value ^= 0x10;
                return true;
            }
        }
        return false;
    });
    expect_found(to, line, "irqs_pending");
}

TEST_F(Program, ImportWritesATraceThatReplays) {
    EXPECT_EQ(trapspec_with("import lguest " + kill_trace + " -o " + (folder_ / "x.jsonl").string()).status, 2)
        << "a trace is not a capture";
    EXPECT_FALSE(fs::exists(folder_ / "x.jsonl"));
}

} // namespace
} // namespace trapspec::test
