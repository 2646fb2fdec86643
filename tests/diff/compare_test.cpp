#include "diff/compare.hpp"

#include <gtest/gtest.h>

namespace trapspec::diff {
namespace {

TEST(WhoStandsAlone, IsTheOneThatTheOtherTwoContradict) {
    EXPECT_EQ(who_stands_alone({"x", 1, 2, 2}), "the recording stands alone: model and implementation agree");
    EXPECT_EQ(who_stands_alone({"x", 1, 2, 1}), "the model stands alone");
    EXPECT_EQ(who_stands_alone({"x", 1, 1, 2}), "the implementation stands alone");
    EXPECT_EQ(who_stands_alone({"x", 1, 2, 3}), "all three differ");
    EXPECT_EQ(who_stands_alone({"x", std::nullopt, 2, 3}),
        "model and implementation differ, and nothing was recorded that could decide");
    EXPECT_EQ(who_stands_alone({"x", 1, 2, std::nullopt}), "the recording and the model differ");
    EXPECT_EQ(who_stands_alone({"x", 1, std::nullopt, 2}), "the recording and the implementation differ");
}

TEST(Show, MarksTheDifferingDigitsAndNamesTheBits) {
    const std::string text = show({"esp", 0x10, 0x14, 0x14});
    EXPECT_NE(text.find("0x00000010"), std::string::npos);
    EXPECT_NE(text.find("0x00000014"), std::string::npos);
    EXPECT_NE(text.find("         ^  bits 0x4"), std::string::npos) << text;
}

TEST(Agree, LooksAtEveryPartOfASnapshot) {
    const Snapshot base{};
    EXPECT_TRUE(agree(base, base));
    for (std::size_t i = 0; i < wire::max_words; ++i) {
        Snapshot other{};
        other.words[i] = 1;
        EXPECT_FALSE(agree(base, other)) << "word " << i;
    }
    Snapshot other{};
    other.status = wire::bad_argument;
    EXPECT_FALSE(agree(base, other));
    other = {};
    other.gates_digest[1] = 1;
    EXPECT_FALSE(agree(base, other));
    other = {};
    other.idt_digest[0] = 1;
    EXPECT_FALSE(agree(base, other));
    other = {};
    other.write_count = 1;
    other.writes[0] = {0x1000, 4, 7};
    EXPECT_FALSE(agree(base, other));
}

TEST(Agree, LooksAtEveryWriteAsItWasMade) {
    Snapshot a{};
    a.write_count = 2;
    a.writes[0] = {0x1000, 4, 1};
    a.writes[1] = {0x2000, 4, 2};
    Snapshot b = a;
    std::swap(b.writes[0], b.writes[1]);
    EXPECT_FALSE(agree(a, b)) << "steps happen in the order written";

    Snapshot pieces{};
    pieces.write_count = 3;
    pieces.writes[0] = {0x1000, 4, 1};
    pieces.writes[1] = {0x2000, 2, 2};
    pieces.writes[2] = {0x2002, 2, 0};
    EXPECT_FALSE(agree(a, pieces)) << "another CPU could see half of it";
}

} // namespace
} // namespace trapspec::diff
