#include "diff/decode.hpp"

#include <gtest/gtest.h>

namespace trapspec::diff {
namespace {

TEST(Decode, FindsWordsWhereTheWireHasThem) {
    Snapshot snapshot{};
    for (std::uint32_t i = 0; i < wire::max_words; ++i) {
        snapshot.words[i] = 0x100 + i;
    }
    // Positions from diff/wire/README.md.
    EXPECT_EQ(word_of(snapshot, "eax"), 0x100U);
    EXPECT_EQ(word_of(snapshot, "ss"), 0x100U + 17);
    EXPECT_EQ(word_of(snapshot, "esp1"), 0x100U + 18);
    EXPECT_EQ(word_of(snapshot, "timer_deadline"), (0x100ULL + 27) << 32 | (0x100 + 26));
    EXPECT_EQ(word_of(snapshot, "initialised"), 0x100U + 28);
    EXPECT_EQ(word_of(snapshot, "dead"), 0x100U + 36);
    EXPECT_EQ(word_of(snapshot, "reason"), 0x100U + 37);
    EXPECT_EQ(word_of(snapshot, "tss_esp1"), 0x100U + 41);
    EXPECT_EQ(word_of(snapshot, "result"), 0x100U + 44);
    EXPECT_EQ(word_of(snapshot, "logged"), 0x100U + 52);
}

TEST(Decode, ShowsADeathInTheHostsWords) {
    Snapshot snapshot{};
    EXPECT_EQ(show_death(snapshot), "alive");
    snapshot.words[36] = 1;
    snapshot.words[37] = 1;
    snapshot.words[38] = 0xFFFFFFFC;
    snapshot.words[39] = 4;
    EXPECT_EQ(show_death(snapshot), "bad write address 0xfffffffc len 4");
    snapshot.words[37] = 9;
    snapshot.words[38] = 6;
    snapshot.words[39] = 0x10233e;
    EXPECT_EQ(show_death(snapshot), "unhandled trap 6 at 0x10233e (0x0)");
    snapshot.words[37] = 200;
    EXPECT_EQ(show_death(snapshot), "reason 200");
}

} // namespace
} // namespace trapspec::diff
