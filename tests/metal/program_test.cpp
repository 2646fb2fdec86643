// `trapspec capture` as a person meets it.
#include <gtest/gtest.h>

#include <sys/wait.h>

#include <cstdio>
#include <filesystem>
#include <string>

#include "diff/metal/child.hpp"

namespace trapspec::test {
namespace {

struct Finished {
    int status = -1;
    std::string output; ///< both streams
};

Finished shell(const std::string& command) {
    Finished run;
    FILE* pipe = popen(("{ " + command + "; } 2>&1").c_str(), "r");
    char buffer[4096];
    while (const std::size_t count = fread(buffer, 1, sizeof buffer, pipe)) {
        run.output.append(buffer, count);
    }
    const int status = pclose(pipe);
    run.status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    return run;
}

const std::string program = std::string("timeout 60 ") + TRAPSPEC_PROGRAM;

TEST(Capture_program, MissingEmulatorEndsWith3AndNamesItsPackage) {
    const std::string no_path = "PATH=/nonexistent /usr/bin/timeout 60 ";
    const Finished qemu = shell(no_path + TRAPSPEC_PROGRAM + " capture --on qemu --scenario timer -o /tmp/none.jsonl");
    EXPECT_EQ(qemu.status, 3) << qemu.output;
    EXPECT_NE(qemu.output.find("qemu-system-x86"), std::string::npos) << qemu.output;
    const Finished bochs =
        shell(no_path + TRAPSPEC_PROGRAM + " capture --on bochs --scenario timer -o /tmp/none.jsonl");
    EXPECT_EQ(bochs.status, 3) << bochs.output;
    EXPECT_NE(bochs.output.find("bochsbios"), std::string::npos) << bochs.output;
    EXPECT_FALSE(std::filesystem::exists("/tmp/none.jsonl"));
}

TEST(Capture_program, WrongUsageEndsWith2) {
    EXPECT_EQ(shell(program + " capture --on vax --scenario timer").status, 2);
    EXPECT_EQ(shell(program + " capture --scenario nonsense").status, 2);
    EXPECT_EQ(shell(program + " capture").status, 2);
}

TEST(Capture_program, ListNamesTheScenarios) {
    const Finished list = shell(program + " capture --list");
    EXPECT_EQ(list.status, 0);
    EXPECT_NE(list.output.find("syscall-direct\n"), std::string::npos) << list.output;
}

TEST(Capture_program, InterruptEndsItWith130AndLeavesNothing) {
    if (diff::metal::find_program("qemu-system-i386").empty()) {
        GTEST_SKIP() << "qemu-system-i386 is not installed (Debian: apt-get install qemu-system-x86)";
    }
    const diff::metal::Temporary_folder folder;
    const std::string temporary = "TMPDIR=" + folder.path().string();
    const Finished run = shell(temporary + " /usr/bin/timeout --foreground --preserve-status -s INT -k 20 0.3 " + TRAPSPEC_PROGRAM +
                               " capture --scenario runaway --scenario runaway --scenario runaway -o " +
                               (folder.path() / "out").string());
    EXPECT_EQ(run.status, 130) << run.output;
    for (const auto& entry : std::filesystem::directory_iterator(folder.path())) {
        EXPECT_EQ(entry.path().filename(), "out");
    }
}

} // namespace
} // namespace trapspec::test
