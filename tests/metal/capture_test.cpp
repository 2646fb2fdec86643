// Every scenario on every machine that is here: it passes, and what was captured replays without a difference.
#include <gtest/gtest.h>

#include <sys/prctl.h>
#include <sys/wait.h>

#include <algorithm>
#include <cerrno>
#include <tuple>

#include "diff/metal/capture.hpp"
#include "diff/metal/child.hpp"
#include "diff/replay/replay.hpp"
#include "diff/systems/system.hpp"

namespace trapspec::test {
namespace {

namespace fs = std::filesystem;
using namespace diff;
using metal::Machine;

metal::Boot boot_of(Machine machine, const std::string& scenario) {
    metal::Boot boot;
    boot.machine = machine;
    boot.images = fs::path(TRAPSPEC_PROGRAM).parent_path();
    boot.scenario = scenario;
    boot.limit = std::chrono::seconds(60);
    return boot;
}

Replay_report replay_of(const fs::path& trace) {
    Replay_options options;
    options.dut.command = (fs::path(TRAPSPEC_PROGRAM).parent_path() / "trapspec-impl-linux").string();
    return replay(trace.string(), options);
}

class Scenario : public ::testing::TestWithParam<std::tuple<Machine, std::string>> {};

TEST_P(Scenario, PassesAndItsCaptureReplays) {
    const auto& [machine, scenario] = GetParam();
    if (const std::string why = metal::why_missing(machine); !why.empty()) {
        GTEST_SKIP() << why;
    }
    const metal::Temporary_folder folder;
    const fs::path trace = folder.path() / "capture.jsonl";
    const metal::Captured captured = metal::capture(boot_of(machine, scenario), "under test", trace);
    EXPECT_TRUE(captured.passed) << captured.console;
    EXPECT_GT(captured.events, 50U);

    const Replay_report report = replay_of(trace);
    EXPECT_EQ(report.events, captured.events);
    EXPECT_EQ(report.mismatching_events, 0U);
    EXPECT_GT(report.compared_values, report.events);
}

std::vector<std::string> all_scenarios() {
    return {metal::scenarios().begin(), metal::scenarios().end()};
}

std::string name_of(const ::testing::TestParamInfo<Scenario::ParamType>& info) {
    std::string name = std::string(metal::machine_names[static_cast<std::size_t>(std::get<0>(info.param))]) + "_" +
                       std::get<1>(info.param);
    std::replace(name.begin(), name.end(), '-', '_');
    return name;
}

INSTANTIATE_TEST_SUITE_P(OnQemu,
    Scenario,
    ::testing::Combine(::testing::Values(Machine::qemu), ::testing::ValuesIn(all_scenarios())),
    name_of);
INSTANTIATE_TEST_SUITE_P(OnBochs,
    Scenario,
    ::testing::Combine(::testing::Values(Machine::bochs), ::testing::ValuesIn(all_scenarios())),
    name_of);

class Trouble : public ::testing::TestWithParam<Machine> {};

// Orphans would become ours.
bool has_children() {
    return waitpid(-1, nullptr, WNOHANG) != -1 || errno != ECHILD;
}

TEST_P(Trouble, HangIsEndedAndLeavesNoProcess) {
    if (const std::string why = metal::why_missing(GetParam()); !why.empty()) {
        GTEST_SKIP() << why;
    }
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    metal::Boot boot = boot_of(GetParam(), "runaway");
    boot.limit = std::chrono::milliseconds(1);
    const metal::Temporary_folder folder;
    EXPECT_THROW(static_cast<void>(metal::capture(boot, "under test", folder.path() / "x.jsonl")), System_error);
    EXPECT_FALSE(fs::exists(folder.path() / "x.jsonl"));
    EXPECT_FALSE(has_children());
}

TEST_P(Trouble, WatcherThatThrowsEndsTheMachine) {
    if (const std::string why = metal::why_missing(GetParam()); !why.empty()) {
        GTEST_SKIP() << why;
    }
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    metal::Boot boot = boot_of(GetParam(), "runaway");
    boot.watch = [] { throw std::range_error("enough"); };
    EXPECT_THROW(static_cast<void>(metal::run(boot)), std::range_error);
    EXPECT_FALSE(has_children());
}

TEST_P(Trouble, MissingImageIsNamed) {
    if (const std::string why = metal::why_missing(GetParam()); !why.empty()) {
        GTEST_SKIP() << why;
    }
    metal::Boot boot = boot_of(GetParam(), "runaway");
    boot.images = "/nonexistent";
    try {
        static_cast<void>(metal::run(boot));
        FAIL() << "it booted";
    } catch (const System_error& error) {
        EXPECT_NE(std::string(error.what()).find("/nonexistent/trapspec-metal"), std::string::npos) << error.what();
    }
}

INSTANTIATE_TEST_SUITE_P(On, Trouble, ::testing::Values(Machine::qemu, Machine::bochs), [](const auto& info) {
    return std::string(metal::machine_names[static_cast<std::size_t>(info.param)]);
});

} // namespace
} // namespace trapspec::test
