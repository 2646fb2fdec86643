// The oracle machines answer what the SDM says, for deliveries that every CPU agrees on. The comparison with the model's
// own rules is a fuzz job; this says that questions reach the CPU and its answers are read right.
#include <gtest/gtest.h>

#include <chrono>

#include "diff/metal/oracle.hpp"
#include "diff/systems/system.hpp"

namespace trapspec::test {
namespace {

using namespace diff::metal;
namespace oracle = wire::oracle;

// Slots of the table that the test sets up.
constexpr std::uint32_t code_1 = 4, data_1 = 5, code_3 = 6, data_3 = 7;

constexpr std::uint32_t selector(std::uint32_t slot, std::uint32_t rpl) {
    return slot << 3 | rpl;
}

Descriptors descriptors() {
    Descriptors table{};
    table[code_1] = {0x0000FFFF, 0x00CFBB00};
    table[data_1] = {0x0000FFFF, 0x00CFB300};
    table[code_3] = {0x0000FFFF, 0x00CFFB00};
    table[data_3] = {0x0000FFFF, 0x00CFF300};
    return table;
}

constexpr std::uint32_t trap_gate_for_all = 0xEF00;
constexpr std::uint32_t interrupt_gate_for_all = 0xEE00;
constexpr std::uint32_t page_open = 7;

class Oracle_answers : public ::testing::TestWithParam<Machine> {
protected:
    void SetUp() override {
        if (const std::string why = why_missing(GetParam()); !why.empty()) {
            GTEST_SKIP() << why;
        }
        Boot boot;
        boot.machine = GetParam();
        boot.images = std::filesystem::path(TRAPSPEC_PROGRAM).parent_path();
        boot.limit = std::chrono::seconds(60);
        oracle_ = start_oracle(boot, descriptors());
    }

    /// `int 0x80` in ring 3 through a trap gate to ring 1.
    [[nodiscard]] Question question() const {
        Question question{};
        question.source = oracle::int_n;
        question.vector = 0x80;
        question.gate[0] = selector(code_1, 1) << 16 | (handler() & 0xFFFF);
        question.gate[1] = (handler() & 0xFFFF0000) | trap_gate_for_all;
        question.cs = selector(code_3, 3);
        question.ss = selector(data_3, 3);
        question.esp = stack_top() - 0x100;
        question.eflags = 0x202;
        question.ss1 = selector(data_1, 1);
        question.esp1 = stack_top();
        question.idt_limit = 256 * 8 - 1;
        question.tss_limit = 103;
        question.page = page_open;
        question.window = stack_top() - 0x100 - 4 * oracle::window_words;
        return question;
    }
    [[nodiscard]] std::uint32_t handler() const { return oracle_->places().landing[0] + 0x1234; }
    [[nodiscard]] std::uint32_t stack_top() const { return oracle_->places().stack_pages + 0x2000; }
    [[nodiscard]] std::uint32_t int_n(std::uint32_t n) const {
        return oracle_->places().source[oracle::int_n] + n * oracle_->places().int_n_bytes;
    }

    /// From the handler's esp upwards, or from below esp1 after a fault.
    static std::uint32_t word(const Question& question, const Answer& answer, std::uint32_t address) {
        return answer.window[(address - question.window) / 4];
    }

    [[nodiscard]] Answer ask(const Question& question) {
        Answer answer{};
        oracle_->ask({&question, 1}, {&answer, 1});
        return answer;
    }

    std::unique_ptr<Oracle> oracle_;
};

TEST_P(Oracle_answers, TrapGateToAnInnerRing) {
    Question asked = question();
    asked.window = stack_top() - 4 * oracle::window_words;
    const Answer answer = ask(asked);
    const auto frame = [&](std::uint32_t i) { return word(asked, answer, answer.esp + 4 * i); };
    EXPECT_EQ(answer.entered, 1U);
    EXPECT_EQ(answer.eip, handler());
    EXPECT_EQ(answer.cs, selector(code_1, 1));
    EXPECT_EQ(answer.eflags, 0x202U);
    EXPECT_EQ(answer.ss, selector(data_1, 1));
    EXPECT_EQ(answer.esp, stack_top() - 20);
    EXPECT_EQ(frame(0), int_n(0x80) + 2);
    EXPECT_EQ(frame(1), selector(code_3, 3));
    EXPECT_EQ(frame(2), 0x202U);
    EXPECT_EQ(frame(3), asked.esp);
    EXPECT_EQ(frame(4), selector(data_3, 3));
}

TEST_P(Oracle_answers, InterruptGateClearsIf) {
    Question asked = question();
    asked.gate[1] = (handler() & 0xFFFF0000) | interrupt_gate_for_all;
    asked.window = stack_top() - 4 * oracle::window_words;
    const Answer answer = ask(asked);
    EXPECT_EQ(answer.eflags, 2U);
    EXPECT_EQ(word(asked, answer, answer.esp + 8), 0x202U);
}

TEST_P(Oracle_answers, SameRingPushesThreeWords) {
    Question asked = question();
    asked.cs = selector(code_1, 1);
    asked.ss = selector(data_1, 1);
    const Answer answer = ask(asked);
    EXPECT_EQ(answer.entered, 1U);
    EXPECT_EQ(answer.esp, asked.esp - 12);
    EXPECT_EQ(word(asked, answer, answer.esp + 4), selector(code_1, 1));
}

TEST_P(Oracle_answers, FromRing0) {
    Question asked = question();
    asked.cs = 0x08;
    asked.gate[0] = 0x08U << 16 | (handler() & 0xFFFF);
    const Answer answer = ask(asked);
    EXPECT_EQ(answer.entered, 1U);
    EXPECT_EQ(answer.cs, 0x08U);
    EXPECT_EQ(answer.esp, asked.esp - 12);
    EXPECT_EQ(word(asked, answer, answer.esp), int_n(0x80) + 2);
}

TEST_P(Oracle_answers, GateClosedByItsDpl) {
    Question asked = question();
    asked.gate[1] &= ~0x6000U;
    const Answer answer = ask(asked);
    EXPECT_EQ(answer.entered, 0U);
    EXPECT_EQ(answer.vector, 13U);
    EXPECT_EQ(answer.errcode, 0x80U * 8 + 2);
    EXPECT_EQ(answer.eip, int_n(0x80));
    EXPECT_EQ(answer.cs, selector(code_3, 3));
}

TEST_P(Oracle_answers, GateNotPresent) {
    Question asked = question();
    asked.gate[1] &= ~0x8000U;
    const Answer answer = ask(asked);
    EXPECT_EQ(answer.vector, 11U);
    EXPECT_EQ(answer.errcode, 0x80U * 8 + 2);
}

TEST_P(Oracle_answers, PushIntoAPageThatIsNotThere) {
    Question asked = question();
    asked.page = 0;
    asked.esp1 = oracle_->places().stack_pages + 0x1000 + 8;
    asked.window = asked.esp1 - 4 * oracle::window_words;
    const Answer answer = ask(asked);
    EXPECT_EQ(answer.entered, 0U);
    EXPECT_EQ(answer.vector, 14U);
    EXPECT_EQ(answer.cr2, oracle_->places().stack_pages + 0x1000 - 4);
    EXPECT_EQ(word(asked, answer, asked.esp1 - 4), selector(data_3, 3)) << "words that were pushed before stay";
    EXPECT_EQ(word(asked, answer, asked.esp1 - 8), asked.esp);
    EXPECT_EQ(word(asked, answer, asked.esp1 - 12), 0xA5A5A5A5U);
}

TEST_P(Oracle_answers, FaultsOfTheirOwn) {
    const std::array<std::pair<std::uint32_t, std::uint32_t>, 3> cases{
        std::pair{std::uint32_t{oracle::invalid_opcode}, 6U}, {oracle::divide_error, 0U}, {oracle::int3, 3U}};
    for (const auto& [source, vector] : cases) {
        Question asked = question();
        asked.source = source;
        asked.vector = vector;
        asked.window = stack_top() - 4 * oracle::window_words;
        const Answer answer = ask(asked);
        EXPECT_EQ(answer.entered, 1U) << source;
        EXPECT_EQ(word(asked, answer, answer.esp), oracle_->places().source[source] + (source == oracle::int3 ? 1 : 0)) << source;
    }
}

TEST_P(Oracle_answers, ManyQuestionsInOrder) {
    std::vector<Question> questions;
    for (std::uint32_t i = 0; i < 10'000; ++i) {
        Question asked = question();
        asked.vector = 32 + i % 200;
        asked.eflags = i % 2 == 0 ? 0x202 : 0x203;
        asked.window = stack_top() - 4 * oracle::window_words;
        questions.push_back(asked);
    }
    std::vector<Answer> answers(questions.size());
    oracle_->ask(questions, answers);
    for (std::size_t i = 0; i < answers.size(); ++i) {
        ASSERT_EQ(answers[i].entered, 1U) << i;
        ASSERT_EQ(word(questions[i], answers[i], answers[i].esp), int_n(questions[i].vector) + 2) << i;
        ASSERT_EQ(word(questions[i], answers[i], answers[i].esp + 8), questions[i].eflags) << i;
    }
}

INSTANTIATE_TEST_SUITE_P(On, Oracle_answers, ::testing::Values(Machine::qemu, Machine::bochs), [](const auto& info) {
    return std::string(machine_names[static_cast<std::size_t>(info.param)]);
});

} // namespace
} // namespace trapspec::test
