// A counterexample is the same each time, and its trace tells what really happens.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "model/state/words.hpp"
#include "proofs/theorem.hpp"
#include "traces/reader.hpp"

namespace trapspec::proofs {
namespace {

/// A directory that goes away with the test.
class Scratch {
public:
    Scratch() : path_(std::filesystem::temp_directory_path() / "trapspec-witnesses-XXXXXX") {
        std::string name = path_.string();
        if (mkdtemp(name.data()) == nullptr) {
            throw std::runtime_error("no scratch directory");
        }
        path_ = name;
    }
    ~Scratch() { std::filesystem::remove_all(path_); }
    Scratch(const Scratch&) = delete;
    Scratch& operator=(const Scratch&) = delete;
    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

Options of_one_theorem() {
    Options options;
    options.names = {"entry-clears-tf"};
    options.versions = {"linux-2.6.32"};
    return options;
}

TEST(Witness, is_the_same_each_time) {
    const Report first = prove(of_one_theorem());
    const Report second = prove(of_one_theorem());
    ASSERT_TRUE(first.results[0].witness && second.results[0].witness);
    EXPECT_EQ(*first.results[0].witness, *second.results[0].witness);
}

TEST(Witness, is_the_same_on_any_number_of_threads) {
    Options options = of_one_theorem();
    options.names = {"entry-clears-*"};
    options.versions.clear();
    options.threads = 1;
    const Report alone = prove(options);
    options.threads = 3;
    const Report together = prove(options);
    ASSERT_EQ(alone.results.size(), together.results.size());
    for (std::size_t i = 0; i < alone.results.size(); ++i) {
        EXPECT_EQ(alone.results[i].theorem, together.results[i].theorem);
        EXPECT_EQ(alone.results[i].rules, together.results[i].rules);
        EXPECT_EQ(alone.results[i].witness, together.results[i].witness);
    }
}

TEST(Witness, says_what_is_violated_and_what_does_not_matter) {
    const Report report = prove(of_one_theorem());
    ASSERT_TRUE(report.results[0].witness);
    const std::string text = describe(*report.results[0].witness);
    EXPECT_NE(text.find("eflags = 0x302"), std::string::npos) << text;
    EXPECT_NE(text.find("any: a errcode eip cs"), std::string::npos) << text;
    EXPECT_NE(text.find("deliver_trap(n=0x3)"), std::string::npos) << text;
}

/// The trace by the model alone: what it says was changed is what changes.
TEST(Witness, trace_replays_in_the_model) {
    const Scratch scratch;
    Options options;
    options.names = {"entry-clears-*", "iret-restores-nested-task"};
    options.witnesses = scratch.path();
    std::size_t replayed = 0;
    for (const Result& result : prove(options).results) {
        if (result.verdict != Verdict::refuted) {
            continue;
        }
        ASSERT_FALSE(result.trace.empty());
        traces::Reader reader(result.trace);
        Machine<Concrete> machine;
        machine.rules = model::rule_set_named(reader.header().rules).value();
        machine.memory = model::concrete::Memory(std::size_t{reader.header().mapped_pages} * 4096);
        model::start_guest(machine,
            Bits<Concrete, 32>::of(reader.header().pfn_limit),
            Bits<Concrete, 32>::of(reader.header().mapped_pages));
        while (const auto record = reader.next()) {
            model::Event<Concrete> event{.kind = record->event.kind, .arguments = {}};
            for (std::size_t i = 0; i < event.arguments.size(); ++i) {
                event.arguments[i] = Bits<Concrete, 32>::of(record->event.arguments[i]);
            }
            model::step(machine, event);
            for (const std::string& arm : record->after.fired) {
                EXPECT_TRUE(machine.fired.has(model::arm_named(arm).value())) << result.theorem << " " << arm;
            }
            if (const auto eflags = record->after.find(traces::word("eflags"))) {
                EXPECT_EQ(machine.regs.eflags.host(), *eflags) << result.theorem;
            }
        }
        ++replayed;
    }
    EXPECT_EQ(replayed, 6U);
}

} // namespace
} // namespace trapspec::proofs
