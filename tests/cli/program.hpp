// Running the program as a person would, in a folder of the test's own.
#pragma once

#include <gtest/gtest.h>

#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

namespace trapspec::test {

namespace fs = std::filesystem;

struct Finished {
    int status = -1;
    std::string output; ///< both streams
};

inline Finished shell(const std::string& command_line) {
    const std::string command = "{ " + command_line + "; } 2>&1";
    Finished run;
    FILE* pipe = popen(command.c_str(), "r");
    char buffer[4096];
    while (const std::size_t count = fread(buffer, 1, sizeof buffer, pipe)) {
        run.output.append(buffer, count);
    }
    const int status = pclose(pipe);
    run.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    return run;
}

inline Finished trapspec_with(const std::string& arguments, const std::string& before = "") {
    return shell("timeout 600 " + before + TRAPSPEC_PROGRAM + " " + arguments);
}

class Program : public ::testing::Test {
protected:
    void SetUp() override {
        char name[] = "/tmp/trapspec-test-XXXXXX";
        folder_ = mkdtemp(name);
    }
    void TearDown() override { fs::remove_all(folder_); }

    std::string file(const std::string& name, const std::string& content) {
        const fs::path path = folder_ / name;
        std::ofstream(path, std::ios::binary) << content;
        return path.string();
    }

    fs::path folder_;
};

} // namespace trapspec::test
