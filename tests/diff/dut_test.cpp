// Both forms of the protocol, driven for real.
#include "diff/systems/dut.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "diff/compare.hpp"
#include "diff/generate/events.hpp"
#include "diff/metal/child.hpp"
#include "diff/systems/model.hpp"

namespace trapspec::diff {
namespace {

namespace fs = std::filesystem;
using Kind = model::Event_kind;
using traces::make_event;

const Dut implementation{.command = TRAPSPEC_IMPLEMENTATION};
const Dut example{.command = TRAPSPEC_EXAMPLE_DUT, .form = Dut_form::pipe};

/// Many more than can be under way.
std::vector<Event> many_events(Kinds kinds) {
    Random random(5);
    std::vector<Event> events{make_event(Kind::start_guest, {32, 32})};
    for (std::uint32_t i = 0; events.size() < 5 * wire::ring_slots; ++i) {
        const Event event = i < boot_events ? boot_event(i, random) : random_event(random);
        if (does(kinds, event.kind)) {
            events.push_back(event);
        }
    }
    return events;
}

void expect_the_model(const Dut& dut) {
    const Configuration configuration;
    Model_system model(configuration);
    const auto system = start_dut(dut, configuration);
    const std::vector<Event> events = many_events(system->kinds());
    std::vector<Snapshot> ours(events.size());
    std::vector<Snapshot> theirs(events.size());
    system->start(events);
    model.run(events, ours);
    system->finish(theirs);
    for (std::size_t i = 0; i < events.size(); ++i) {
        ASSERT_TRUE(agree(ours[i], theirs[i])) << "event " << i;
    }
    EXPECT_EQ(model.tables().gates, system->tables().gates);
    EXPECT_EQ(model.tables().idt, system->tables().idt);
    const auto expected = model.memory();
    const auto memory = system->memory();
    EXPECT_TRUE(std::equal(expected.begin(), expected.end(), memory.begin(), memory.end()));
    EXPECT_EQ(model.memory_word(0x3000), system->memory_word(0x3000));
    EXPECT_EQ(system->memory_word(0xFFFFFFFE), 0U) << "beyond what there is";
}

TEST(Dut, AnswersLikeTheModelInABatchLongerThanTheRing) {
    expect_the_model(implementation);
}

TEST(Dut, AnswersLikeTheModelThroughAPipe) {
    expect_the_model(example);
}

/// A header that says "32-bit, for an 80386" and no more: a program that no kernel runs. In PATH there is only `folder`.
class Refused_by_the_kernel : public testing::Test {
protected:
    void SetUp() override {
        setenv("PATH", folder_.path().c_str(), 1);
        constexpr std::string_view header("\x7f"
                                          "ELF\1\1\1\0\0\0\0\0\0\0\0\0\2\0\3\0",
            20);
        std::ofstream(program_, std::ios::binary) << header;
        fs::permissions(program_, fs::perms::owner_all);
    }
    void TearDown() override { setenv("PATH", path_.c_str(), 1); }

    metal::Temporary_folder folder_;
    fs::path program_ = folder_.path() / "program";
    std::string path_ = getenv("PATH");
    bool emulated_ = false;
    Dut dut_{.command = program_.string(), .form = Dut_form::pipe, .when_emulated = [this] { emulated_ = true; }};
};

TEST_F(Refused_by_the_kernel, RunsUnderAnEmulator) {
    const fs::path emulator = folder_.path() / "qemu-i386";
    std::ofstream(emulator) << "#!/bin/sh\n[ $1 = " << program_.string() << " ] && exec " TRAPSPEC_EXAMPLE_DUT "\n";
    fs::permissions(emulator, fs::perms::owner_all);
    EXPECT_TRUE(does(start_dut(dut_, Configuration{})->kinds(), Kind::load_idt_entry));
    EXPECT_TRUE(emulated_);
}

TEST_F(Refused_by_the_kernel, NeedsAnEmulator) {
    try {
        (void)start_dut(dut_, Configuration{});
        FAIL() << "it was started";
    } catch (const System_error& error) {
        EXPECT_NE(std::string(error.what()).find("apt-get install qemu-user"), std::string::npos) << error.what();
    }
    EXPECT_FALSE(emulated_);
}

TEST_F(Refused_by_the_kernel, IsNoScript) {
    std::ofstream(program_) << "exec " TRAPSPEC_EXAMPLE_DUT "\n";
    EXPECT_THROW((void)start_dut(dut_, Configuration{}), std::invalid_argument);
}

TEST(Dut, SaysWhichKindsItDoes) {
    EXPECT_EQ(start_dut(implementation, Configuration{})->kinds(), all_kinds);
    const Kinds of_example = start_dut(example, Configuration{})->kinds();
    EXPECT_TRUE(does(of_example, Kind::load_idt_entry));
    EXPECT_FALSE(does(of_example, Kind::trap));
}

TEST(Dut, RefusesWhatIsOutOfRange) {
    const auto system = start_dut(implementation, Configuration{});
    EXPECT_EQ(system->step(make_event(Kind::observe)).status, wire::not_ready);
    EXPECT_EQ(system->step(make_event(Kind::start_guest, {1, 65})).status, wire::bad_argument);
    EXPECT_EQ(system->step(make_event(Kind::start_guest, {64, 64})).status, wire::ok);
    EXPECT_EQ(system->step(make_event(Kind::set_interrupt, {32})).status, wire::bad_argument);
    EXPECT_EQ(system->step(make_event(Kind::switcher_stub, {256})).status, wire::bad_argument);
    EXPECT_EQ(system->step(make_event(Kind::enter_guest, {2})).status, wire::bad_argument);
    EXPECT_EQ(system->step(make_event(static_cast<Kind>(model::event_count))).status, wire::bad_kind);
    EXPECT_EQ(system->step(make_event(Kind::observe)).status, wire::ok);
}

TEST(Dut, WhatCannotBeExecutedIsBadUsage) {
    for (const Dut_form form : {Dut_form::ring, Dut_form::pipe}) {
        for (const char* command : {"/no/such/program", "no-such-program", "/tmp", "/etc/passwd", " ", "\"x"}) {
            EXPECT_THROW((void)start_dut({.command = command, .form = form}, Configuration{}), std::invalid_argument)
                << command;
        }
    }
}

TEST(Dut, WhatDoesNotSpeakTheProtocolIsASystemError) {
    constexpr auto little = std::chrono::milliseconds(150);
    for (const Dut_form form : {Dut_form::ring, Dut_form::pipe}) {
        for (const char* command : {"/bin/false", "/bin/true", "/bin/cat", "sleep 100", "yes"}) {
            EXPECT_THROW(
                (void)start_dut({.command = command, .form = form, .patience = little, .watch = {}}, Configuration{}),
                System_error)
                << command;
        }
    }
}

TEST(Dut, AConfigurationThatIsNoneIsRefused) {
    Configuration configuration;
    configuration.rules = "hardened";
    EXPECT_THROW((void)start_dut(example, configuration), Refused);
    configuration.rules = "linux-9.9";
    EXPECT_THROW((void)start_dut(implementation, configuration), System_error);
    EXPECT_THROW(Model_system{configuration}, System_error);
}

TEST(Dut, WordsOfACommandAreThoseOfAShell) {
    using Words = std::vector<std::string>;
    EXPECT_EQ(words_of("a"), Words{"a"});
    EXPECT_EQ(words_of("  a  b\tc "), (Words{"a", "b", "c"}));
    EXPECT_EQ(words_of(R"(a 'b c' "d 'e" f\ g h'i'"j")"), (Words{"a", "b c", "d 'e", "f g", "hij"}));
    EXPECT_EQ(words_of("a ''"), (Words{"a", ""}));
    EXPECT_THROW((void)words_of(""), std::invalid_argument);
    EXPECT_THROW((void)words_of("'a"), std::invalid_argument);
}

} // namespace
} // namespace trapspec::diff
