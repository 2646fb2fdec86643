// Questions to a 32-bit process, held against the architecture's rules: on the CPU that this runs on, and on one made of
// the rules themselves, in which a fault can be planted.
#include <gtest/gtest.h>

#include "diff/cpu/fuzz.hpp"
#include "diff/cpu/native/generate.hpp"
#include "diff/systems/system.hpp"

namespace trapspec::test {
namespace {

using namespace diff;
using namespace diff::cpu::native;
namespace wire = wire::native;
namespace flag = model::arch::eflags;

/// As a process under a 64-bit Linux tells.
Header header() {
    Header header{};
    for (std::uint32_t page = 0; page < wire::region_pages; ++page) {
        header.pages[page] = page_kind(page);
    }
    const Local_descriptors table = local_descriptors();
    for (std::size_t slot = 0; slot < table.size(); ++slot) {
        std::copy(table[slot].begin(), table[slot].end(), header.ldt[slot]);
    }
    header.code = 0x0804B000;
    header.stack[0] = 0x08051000;
    header.stack[1] = 0x08091000;
    header.own_cs = 0x23;
    header.own_ss = 0x2B;
    const std::uint32_t code[] = {0xCFFB00, 0xFFFFFFFF};
    const std::uint32_t data[] = {0xCFF300, 0xFFFFFFFF};
    std::copy(std::begin(code), std::end(code), header.gdt[4]);
    std::copy(std::begin(data), std::end(data), header.gdt[5]);
    return header;
}

using Plant = std::function<void(const Question&, Answer&)>;

class Specified final : public Oracle {
public:
    explicit Specified(Plant plant) : plant_(std::move(plant)), header_(test::header()), specification_(header_) {}

    [[nodiscard]] const Header& header() const override { return header_; }
    void ask(std::span<const Question> questions, std::span<Answer> answers) override {
        for (std::size_t i = 0; i < questions.size(); ++i) {
            answers[i] = specification_.expect(questions[i]).answer;
            plant_(questions[i], answers[i]);
        }
    }

private:
    Plant plant_;
    Header header_;
    Specification specification_;
};

Native_options options_with(const Plant& plant) {
    Native_options options;
    options.start = [plant] { return std::make_unique<Specified>(plant); };
    options.name = "specified";
    options.cases = 20'000;
    options.save = testing::TempDir();
    return options;
}

std::uint32_t word_of(const cpu::Cpu_divergence& divergence, const char* name) {
    return static_cast<std::uint32_t>(std::stoul(divergence.question[name].get<std::string>(), nullptr, 0));
}

TEST(Native, SpecificationAgreesWithItself) {
    const cpu::Cpu_report report = fuzz_cpu(options_with([](const Question&, Answer&) {}));
    EXPECT_EQ(report.cases, 20'000U);
    EXPECT_TRUE(report.divergences.empty());
}

TEST(Native, EveryArmWithinReachIsReached) {
    const cpu::Cpu_report report = fuzz_cpu(options_with([](const Question&, Answer&) {}));
    for (std::size_t i = 1; i < report.arms.size(); ++i) {
        const auto arm = static_cast<model::arch::Rule>(i);
        EXPECT_EQ(report.arms[i] > 0, report.why_out_of_reach(arm).empty()) << i;
    }
}

TEST(Native, PlantedFaultIsFoundAndShrunk) {
    const cpu::Cpu_report report = fuzz_cpu(options_with([](const Question& question, Answer& answer) {
        if (question.code < wire::int3 && answer.vector == 13 && (question.eflags & flag::direction) != 0) {
            answer.eflags &= ~flag::resume;
        }
    }));
    ASSERT_EQ(report.divergences.size(), 1U);
    const cpu::Cpu_divergence& found = report.divergences.front();
    EXPECT_EQ(found.field, "eflags");
    EXPECT_EQ(word_of(found, "eflags"), flag::fixed | flag::interrupt | flag::direction);
    EXPECT_LT(word_of(found, "code"), wire::int3);
    EXPECT_TRUE(std::filesystem::exists(found.file));
}

TEST(Native, OfAllVectorsThreeAreOpenToUserCode) {
    Specification specification(header());
    for (std::uint32_t vector = 0; vector < 256; ++vector) {
        Question question = plain_question(header());
        question.code = wire::int_n + vector;
        specification.place(question);
        const Expectation expected = specification.expect(question);
        ASSERT_TRUE(expected.askable);
        const Answer& answer = expected.answer;
        const bool trap = vector == 3 || vector == 4;
        const bool call = vector == 0x80;
        EXPECT_EQ(answer.vector, trap ? vector : call ? 6U : 13U) << vector;
        EXPECT_EQ(answer.errcode, trap || call ? 0U : vector * 8 + 2) << vector;
        EXPECT_EQ(answer.eip, question.eip + (trap || call ? 2 : 0)) << vector;
        EXPECT_EQ(answer.eflags & flag::resume, trap ? 0U : flag::resume) << vector;
        EXPECT_EQ(answer.registers[register_number::eax], call ? 0U - 38U : 0xFFFFFFFF) << vector;
    }
}

TEST(Native, WhatTheProcessWouldBeLostOverIsNotAsked) {
    Specification specification(header());
    const auto is_askable = [&](auto change) {
        Question question = plain_question(header());
        change(question);
        specification.place(question);
        return specification.expect(question).askable;
    };
    EXPECT_TRUE(is_askable([](Question&) {}));
    EXPECT_FALSE(is_askable([](Question& q) { q.registers[register_number::eax] = 1; })); // exit
    EXPECT_FALSE(is_askable([](Question& q) { q.registers[register_number::esp] = 0x08060000; }));
    EXPECT_FALSE(is_askable([](Question& q) { q.ss = 0; }));
    EXPECT_FALSE(is_askable([](Question& q) { q.cs = local_selector(local::absent_code); }));
    EXPECT_FALSE(is_askable([](Question& q) { q.eflags |= flag::iopl; }));
    EXPECT_FALSE(is_askable([](Question& q) {
        q.code = wire::write_ds;
        q.registers[register_number::ebx] = 0x08060000;
    }));
}

class Native_cpu : public ::testing::Test {
protected:
    void SetUp() override {
        if (const std::string why = why_missing(); !why.empty()) {
            GTEST_SKIP() << why;
        }
    }
};

TEST_F(Native_cpu, LeavesNoUnexplainedDifference) {
    Native_options options;
    options.start = [] { return start_oracle({}); };
    options.name = "native";
    options.version = version();
    options.cases = 100'000;
    options.save = testing::TempDir();
    const cpu::Cpu_report report = fuzz_cpu(options);
    EXPECT_EQ(report.cases, options.cases);
    for (const cpu::Cpu_divergence& each : report.divergences) {
        ADD_FAILURE() << options.version << ": " << each.field << " in question " << each.case_number << ": "
                      << each.lines.front();
    }
}

TEST_F(Native_cpu, AProcessThatEndsIsToldFromOneThatAnswers) {
    const auto oracle = start_oracle({});
    Specification specification(oracle->header());
    Question question = plain_question(oracle->header());
    specification.place(question);
    Answer answer{};
    oracle->ask({&question, 1}, {&answer, 1});
    EXPECT_EQ(answer.registers[register_number::eax], 0U - 38U);
    question.window = 0xFFFFFFF0; // it cannot even look there
    try {
        oracle->ask({&question, 1}, {&answer, 1});
        FAIL() << "it answered";
    } catch (const System_error& error) {
        EXPECT_NE(std::string(error.what()).find("was killed by signal 11"), std::string::npos) << error.what();
    }
}

} // namespace
} // namespace trapspec::test
