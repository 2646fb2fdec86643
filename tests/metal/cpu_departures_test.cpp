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
    cpu::Places places_ = places_of_the_image();
    cpu::Specification specification_{places_, descriptors_of_the_image()};
};

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
