// The CPU that this runs on, put to the question as a person would.
#include <nlohmann/json.hpp>

#include "tests/cli/program.hpp"

namespace trapspec::test {
namespace {

using Json = nlohmann::ordered_json;

class Native_program : public Program {
protected:
    void SetUp() override {
        Program::SetUp();
        const Finished run = trapspec_with("fuzz --against cpu --on native --cases 1" + save());
        if (run.status == 3) {
            GTEST_SKIP() << run.output;
        }
        ASSERT_EQ(run.status, 0) << run.output;
    }
    [[nodiscard]] std::string save() const { return " --save " + (folder_ / "save").string(); }

    /// The plainest question, with another instruction.
    Json question(const std::string& code) {
        Json words;
        for (const char* const name : {"edi",
                 "esi",
                 "ebp",
                 "edx",
                 "ecx",
                 "descriptor_a",
                 "descriptor_b",
                 "frame_0",
                 "frame_1",
                 "frame_2",
                 "fs",
                 "gs"}) {
            words[name] = "0x00000000";
        }
        words["code"] = code;
        words["eflags"] = "0x00000202";
        words["cs"] = "0x00000007"; // of the LDT: flat, whatever the kernel's own are
        words["ss"] = words["ds"] = words["es"] = "0x0000000f";
        words["esp"] = "0x20011000";
        words["ebx"] = "0x20010000";
        words["eax"] = "0xffffffff";
        return {{"question", words}};
    }
};

TEST_F(Native_program, TellsHowManyQuestionsWereComparedAndThatNoneDiffered) {
    const Finished run = trapspec_with("fuzz --against cpu --on native --cases 5000 --seed 3 --json" + save());
    EXPECT_EQ(run.status, 0) << run.output;
    const Json json = Json::parse(run.output, nullptr, false);
    ASSERT_TRUE(json.is_object()) << run.output;
    const Json& told = json["runs"][0];
    EXPECT_EQ(told["cpu"], "native");
    EXPECT_EQ(told["questions"], 5000);
    EXPECT_EQ(told["departed"], 0);
    EXPECT_TRUE(told["divergences"].empty());
    EXPECT_GT(told["questions_by_arm"]["gate_1_closed"], 1000);
}

TEST_F(Native_program, AsksOneQuestionOfAFile) {
    const std::string closed = file("closed.json", question("0x00000021").dump());
    const Finished run = trapspec_with("fuzz --against cpu --on native --question " + closed);
    EXPECT_EQ(run.status, 0) << run.output;
    EXPECT_NE(run.output.find("int 0x21"), std::string::npos) << run.output;
    EXPECT_NE(run.output.find("exception 13 with error code 0x10a"), std::string::npos) << run.output;
    EXPECT_NE(run.output.find("as specified"), std::string::npos) << run.output;
}

TEST_F(Native_program, DoesNotAskWhatWouldEndTheProcess) {
    Json exit = question("0x00000080");
    exit["question"]["eax"] = "0x00000001";
    const Finished run = trapspec_with("fuzz --against cpu --on native --question " + file("exit.json", exit.dump()));
    EXPECT_EQ(run.status, 3) << run.output;
    EXPECT_NE(run.output.find("cannot be asked"), std::string::npos) << run.output;
    Json broken = question("0x00000080");
    broken["question"].erase("gs");
    const Finished refused =
        trapspec_with("fuzz --against cpu --on native --question " + file("broken.json", broken.dump()));
    EXPECT_EQ(refused.status, 2) << refused.output;
    EXPECT_NE(refused.output.find("\"gs\""), std::string::npos) << refused.output;
}

TEST_F(Native_program, SaysWhatIsWrongWithAFileOfAQuestion) {
    const auto complaint = [&](const std::string& path) {
        const Finished run = trapspec_with("fuzz --against cpu --on native --question " + path);
        EXPECT_EQ(run.status, 2) << run.output;
        return run.output;
    };
    EXPECT_NE(complaint(folder_.string()).find(":1:1: is a directory; expected a file"), std::string::npos);
    EXPECT_NE(complaint((folder_ / "missing.json").string()).find("cannot be opened"), std::string::npos);
    EXPECT_NE(
        complaint(file("empty.json", "")).find(":1:1: the file is empty; expected a question"), std::string::npos);
    EXPECT_NE(complaint(file("cut.json", "{\n \"question\": {")).find("cut.json:2:"), std::string::npos);
    EXPECT_NE(complaint(file("other.json", "{}")).find("expected an object with a member"), std::string::npos);
}

class No_native_process : public Program {};

TEST_F(No_native_process, IsSaidAndIsNoSuccess) {
    const fs::path alone = folder_ / "trapspec";
    fs::copy_file(TRAPSPEC_PROGRAM, alone);
    const Finished run = shell(alone.string() + " fuzz --against cpu --on native --cases 1");
    EXPECT_EQ(run.status, 3) << run.output;
    EXPECT_NE(run.output.find("no 32-bit process can run here"), std::string::npos) << run.output;
}

} // namespace
} // namespace trapspec::test
