// Questions to a CPU, held against the architecture's rules: to the emulators, and to one made of the rules themselves, in
// which a fault can be planted.
#include <gtest/gtest.h>

#include "diff/cpu/fuzz.hpp"
#include "diff/cpu/specification.hpp"
#include "diff/systems/system.hpp"
#include "tests/metal/places.hpp"

namespace trapspec::test {
namespace {

using namespace diff;
using cpu::Cpu_options;
using metal::Answer;
using metal::Machine;
using metal::Question;

/// Answers as specified, but for what `plant` changes; in a machine with the addresses of the bootable image.
class Specified final : public metal::Oracle {
public:
    explicit Specified(std::function<void(const Question&, Answer&)> plant) : plant_(std::move(plant)) {
        header_.places = places_of_the_image();
        const cpu::Descriptors table = descriptors_of_the_image();
        for (std::size_t slot = 0; slot < table.size(); ++slot) {
            std::copy(table[slot].begin(), table[slot].end(), header_.gdt[slot]);
        }
        specification_ = std::make_unique<cpu::Specification>(header_.places, table);
    }

    [[nodiscard]] const wire::oracle::Header& header() const override { return header_; }
    void ask(std::span<const Question> questions, std::span<Answer> answers) override {
        for (std::size_t i = 0; i < questions.size(); ++i) {
            answers[i] = specification_->expect(questions[i]).answer;
            plant_(questions[i], answers[i]);
        }
    }

private:
    std::function<void(const Question&, Answer&)> plant_;
    wire::oracle::Header header_{};
    std::unique_ptr<cpu::Specification> specification_;
};

Cpu_options options_with(const std::function<void(const Question&, Answer&)>& plant) {
    Cpu_options options;
    options.start = [plant] { return std::make_unique<Specified>(plant); };
    options.name = "specified";
    options.cases = 20'000;
    options.save = testing::TempDir();
    return options;
}

TEST(Cpu_fuzz, SpecificationAgreesWithItself) {
    const cpu::Cpu_report report = cpu::fuzz_cpu(options_with([](const Question&, Answer&) {}));
    EXPECT_EQ(report.cases, 20'000U);
    EXPECT_TRUE(report.divergences.empty());
    EXPECT_EQ(report.questions_departed, 0U);
}

TEST(Cpu_fuzz, PlantedFaultIsFoundAndShrunk) {
    const cpu::Cpu_report report = cpu::fuzz_cpu(options_with([](const Question& question, Answer& answer) {
        if (question.source == wire::oracle::int_n && (question.eflags & 0x400) != 0 && answer.entered != 0) {
            answer.eflags &= ~0x400U; // DF is lost
        }
    }));
    ASSERT_EQ(report.divergences.size(), 1U);
    const cpu::Cpu_divergence& found = report.divergences.front();
    EXPECT_EQ(found.field, "eflags");
    EXPECT_EQ(std::stoul(found.question["eflags"].get<std::string>(), nullptr, 0) & 0x400, 0x400U);
    EXPECT_TRUE(std::filesystem::exists(found.file));
}

TEST(Cpu_fuzz, KnownDeparturesHideNothingElse) {
    Cpu_options options = options_with([](const Question&, Answer& answer) {
        if (answer.entered == 0 && answer.vector == 11) {
            answer.errcode ^= 4;
        }
    });
    options.known = cpu::known_departures(Machine::qemu, cpu::Release{7, 2});
    EXPECT_EQ(cpu::fuzz_cpu(options).divergences.size(), 1U);
}

TEST(Departures, AreKnownForTheReleasesThatWereMeasured) {
    EXPECT_EQ(cpu::release_in("QEMU emulator version 7.2.22 (Debian 1:7.2+dfsg-7)"), (cpu::Release{7, 2}));
    EXPECT_EQ(cpu::release_in("Bochs x86 Emulator 2.7"), (cpu::Release{2, 7}));
    EXPECT_EQ(cpu::release_in("an unknown version"), std::nullopt);
    EXPECT_TRUE(cpu::known_departures(Machine::qemu, cpu::Release{8, 0}).empty());
    EXPECT_TRUE(cpu::known_departures(Machine::qemu, std::nullopt).empty());
    EXPECT_TRUE(cpu::known_departures(Machine::qemu, cpu::Release{7, 2}).has(cpu::Departure::no_ext));
    EXPECT_FALSE(cpu::known_departures(Machine::bochs, cpu::Release{2, 7}).has(cpu::Departure::no_ext));
}

class Cpu_fuzz_on : public ::testing::TestWithParam<Machine> {};

TEST_P(Cpu_fuzz_on, LeavesNoUnexplainedDifference) {
    const Machine machine = GetParam();
    if (const std::string why = metal::why_missing(machine); !why.empty()) {
        GTEST_SKIP() << why;
    }
    metal::Boot boot;
    boot.machine = machine;
    boot.images = std::filesystem::path(TRAPSPEC_PROGRAM).parent_path();
    boot.limit = std::chrono::seconds(60);
    Cpu_options options;
    options.start = [boot] { return metal::start_oracle(boot, cpu::descriptors()); };
    options.name = metal::machine_names[static_cast<std::size_t>(machine)];
    options.version = metal::version_of(machine);
    options.known = cpu::known_departures(machine, cpu::release_in(options.version));
    if (options.known.empty()) {
        GTEST_SKIP() << options.version << " is not a release whose departures were measured";
    }
    options.cases = 20'000;
    options.save = testing::TempDir();
    const cpu::Cpu_report report = cpu::fuzz_cpu(options);
    EXPECT_EQ(report.cases, options.cases);
    for (const cpu::Cpu_divergence& each : report.divergences) {
        ADD_FAILURE() << each.field << " in question " << each.case_number << ": " << each.lines.front();
    }
}

INSTANTIATE_TEST_SUITE_P(On, Cpu_fuzz_on, ::testing::Values(Machine::qemu, Machine::bochs), [](const auto& info) {
    return std::string(metal::machine_names[static_cast<std::size_t>(info.param)]);
});

} // namespace
} // namespace trapspec::test
