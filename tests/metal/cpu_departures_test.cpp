// Questions of which the SDM and an emulator say different things: what the specification says of each, and that an answer is
// explained by the one or the other, and by nothing else.
#include <gtest/gtest.h>

#include "diff/cpu/generate.hpp"
#include "diff/cpu/judge.hpp"
#include "diff/cpu/twists.hpp"
#include "tests/metal/places.hpp"

namespace trapspec::test {
namespace {

using namespace diff;
using cpu::Departure;
using cpu::Departures;
using cpu::Question;

constexpr std::uint32_t double_fault = 8, invalid_tss = 10, stack_fault = 12, general_protection = 13, page_fault = 14;

Departures only(Departure departure) {
    Departures known;
    known.add(departure);
    return known;
}

class Cpu_departure : public ::testing::Test {
protected:
    [[nodiscard]] Question plain() const { return cpu::plain_question(places_); }
    static void set_descriptor(Question& question, std::array<std::uint32_t, 2> words) {
        std::copy(words.begin(), words.end(), question.descriptor);
    }
    cpu::Expectations expect(Question& question, Departure departure) {
        return expect_both(specification_, question, only(departure));
    }
    cpu::Verdict judge(
        const Question& question, const cpu::Expectations& expected, const cpu::Answer& answer, Departure departure) {
        return cpu::judge(specification_, question, expected, answer, only(departure));
    }

    /// Into ring 1 through a code segment that ends with the first byte of the handler.
    [[nodiscard]] Question handler_across_its_limit() const {
        Question question = plain();
        set_descriptor(
            question, cpu::descriptor(0, places_.landing[0], cpu::access_byte::code | 1 << 5, cpu::wide_bytes));
        question.gate[0] = (question.gate[0] & 0xFFFF) | cpu::selector(cpu::slot::asked, 1) << 16;
        return question;
    }

    cpu::Places places_ = places_of_the_image();
    cpu::Specification specification_{places_, descriptors_of_the_image()};
};

TEST_F(Cpu_departure, LimitWordByWordMeetsThePageFirst) {
    Question question = plain();
    constexpr std::uint32_t limit = 0xC10;
    set_descriptor(question,
        cpu::descriptor(places_.stack_pages, limit, cpu::access_byte::expand_down | 1 << 5, cpu::narrow_bytes));
    question.ss1 = cpu::selector(cpu::slot::asked, 1);
    question.esp1 = limit + 16; // room for three words of five
    question.page = 5;          // read-only
    const cpu::Expectations expected = expect(question, Departure::limit_word_by_word);
    EXPECT_EQ(expected.answer.vector, stack_fault);
    EXPECT_EQ(expected.departed.answer.vector, page_fault);
    EXPECT_EQ(expected.departed.answer.cr2, places_.stack_pages + limit + 12);
}

TEST_F(Cpu_departure, LimitWordByWordLeavesWordsInMemory) {
    Question question = plain();
    constexpr std::uint32_t limit = 0xC10;
    set_descriptor(question,
        cpu::descriptor(places_.stack_pages, limit, cpu::access_byte::expand_down | 1 << 5, cpu::narrow_bytes));
    question.ss1 = cpu::selector(cpu::slot::asked, 1);
    question.esp1 = limit + 16;
    const cpu::Expectations expected = expect(question, Departure::limit_word_by_word);
    const std::uint32_t first = (places_.stack_pages + limit + 12 - question.window) / 4;
    ASSERT_LT(first, wire::oracle::window_words) << "the window is where such a CPU pushes";
    EXPECT_EQ(expected.departed.answer.vector, stack_fault);
    EXPECT_EQ(expected.departed.answer.window[first], question.ss);
    EXPECT_EQ(expected.answer.window[first], wire::oracle::untouched);
}

TEST_F(Cpu_departure, TssIsReadBeforeTheRingIsRefused) {
    Question question = plain();
    question.eflags = 0x23202; // virtual-8086 mode, IOPL 3
    question.ss = places_.low_stack / 16;
    question.esp = 0x800;
    question.cs = specification_.source_address(question) / 16;
    question.tss_limit = 0x10; // up to esp1 and half of ss1
    const cpu::Expectations expected = expect(question, Departure::tss_read_before_ring_is_refused);
    EXPECT_EQ(expected.answer.vector, general_protection);
    EXPECT_EQ(expected.answer.errcode, question.gate[0] >> 16 & 0xFFFCU);
    EXPECT_EQ(expected.departed.answer.vector, invalid_tss);
    EXPECT_EQ(expected.departed.answer.errcode, places_.task);
}

TEST_F(Cpu_departure, HighHalfOfOldEspStaysFromVirtual8086Mode) {
    Question question = plain();
    question.source = wire::oracle::invalid_opcode;
    question.vector = 6;
    question.eflags = 0x20202;
    question.ss = places_.low_stack / 16;
    question.esp = 0x100800;
    question.cs = specification_.source_address(question) / 16;
    question.ss1 = cpu::selector(cpu::slot::asked, 1);
    set_descriptor(
        question, cpu::descriptor(places_.stack_pages, 0x1FFF, cpu::access_byte::data | 1 << 5, cpu::narrow_bytes));
    question.esp1 = 0x301000;
    Departures known = only(Departure::virtual_8086_to_any_ring);
    EXPECT_EQ(expect_both(specification_, question, known).departed.answer.esp, 0x301000U - 36);
    known.add(Departure::high_half_of_old_esp);
    EXPECT_EQ(expect_both(specification_, question, known).departed.answer.esp, 0x101000U - 36);
}

TEST_F(Cpu_departure, RefusedRingIsADoubleFaultAfterADivisionByZero) {
    Question question = plain();
    question.source = wire::oracle::divide_error;
    question.vector = 0;
    question.eflags = 0x20202;
    question.ss = places_.low_stack / 16;
    question.esp = 0x800;
    question.cs = specification_.source_address(question) / 16;
    const cpu::Expectation expected = specification_.expect(question);
    EXPECT_TRUE(expected.askable);
    EXPECT_EQ(expected.answer.entered, 0U);
    EXPECT_EQ(expected.answer.vector, double_fault);
    EXPECT_EQ(expected.answer.cs, question.cs);
}

TEST_F(Cpu_departure, TailBeyondCodeLimitExplainsBothAnswers) {
    Question question = handler_across_its_limit();
    const auto departure = Departure::tail_beyond_code_limit;
    const cpu::Expectations expected = expect(question, departure);
    EXPECT_EQ(expected.answer.vector, general_protection);
    EXPECT_EQ(expected.departed.answer.entered, 1U);
    EXPECT_TRUE(judge(question, expected, expected.answer, departure).as_specified);
    const cpu::Verdict departed = judge(question, expected, expected.departed.answer, departure);
    EXPECT_TRUE(departed.explained);
    EXPECT_EQ(departed.shown, only(departure));
    cpu::Answer other = expected.answer;
    other.errcode ^= 1;
    const cpu::Verdict unexplained = judge(question, expected, other, departure);
    EXPECT_FALSE(unexplained.as_specified || unexplained.explained);
}

TEST_F(Cpu_departure, SometimesLeavesTheOthersAtWork) {
    Question question = handler_across_its_limit();
    question.eflags |= 1U << 16; // RF, which QEMU pushes for INT n
    Departures known = only(Departure::tail_beyond_code_limit);
    known.add(Departure::rf_survives);
    const cpu::Expectations expected = expect_both(specification_, question, known);
    const cpu::Answer without_tail = specification_.expect(question, only(Departure::rf_survives)).answer;
    ASSERT_FALSE(cpu::is_same(without_tail, expected.answer));
    ASSERT_FALSE(cpu::is_same(without_tail, expected.departed.answer));
    const cpu::Verdict verdict = cpu::judge(specification_, question, expected, without_tail, known);
    EXPECT_TRUE(verdict.explained);
    EXPECT_EQ(verdict.shown, only(Departure::rf_survives));
}

TEST_F(Cpu_departure, QuestionThatWouldLoseTheMachineIsNotAsked) {
    Question question = plain(); // to conforming code in ring 3, whose landing is none, and whose push the SDM refuses
    question.esp = places_.stack_pages + 0x800;
    question.page = 3;
    set_descriptor(question, cpu::descriptor(0x100000, 0x80000, cpu::access_byte::conforming, cpu::narrow_bytes));
    question.gate[0] = (question.gate[0] & 0xFFFF) | cpu::selector(cpu::slot::asked, 1) << 16;
    const cpu::Expectations expected = expect(question, Departure::frame_as_supervisor);
    EXPECT_TRUE(expected.askable);
    EXPECT_FALSE(expected.departed.askable);
}

TEST_F(Cpu_departure, NoneMetIsAsSpecified) {
    Question question = plain();
    const cpu::Expectations expected = expect(question, Departure::no_ext);
    EXPECT_TRUE(expected.departed.met.empty());
    EXPECT_TRUE(cpu::is_same(expected.answer, expected.departed.answer));
    EXPECT_NE(question.window, 0U);
}

TEST(Cpu_generator, HandlersHaveEachBitOfTheirOffsetBothWays) {
    const cpu::Places places = places_of_the_image();
    Random random(7);
    std::uint32_t set = 0, clear = 0;
    for (int i = 0; i < 5000; ++i) {
        const std::uint32_t handler = cpu::random_handler(random, places);
        const std::uint32_t from_first = handler - places.landing[0], from_second = handler - places.landing[1];
        const std::uint32_t offset = std::min(from_first, from_second);
        ASSERT_LT(offset, places.landing_bytes);
        ASSERT_EQ(offset % wire::oracle::report_bytes, 0U);
        set |= offset;
        clear |= ~offset;
    }
    const std::uint32_t bits = places.landing_bytes - wire::oracle::report_bytes;
    EXPECT_EQ(set, bits);
    EXPECT_EQ(clear & bits, bits);
}

} // namespace
} // namespace trapspec::test
