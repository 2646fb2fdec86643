#include <gtest/gtest.h>
#include <zstd.h>

#include "tests/traces/support.hpp"
#include "traces/line_source.hpp"

namespace trapspec::traces {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::vector<std::string> lines_of(const std::filesystem::path& file) {
    Line_source source(file);
    std::vector<std::string> lines;
    while (const auto line = source.next()) {
        lines.emplace_back(*line);
    }
    return lines;
}

std::string compressed(std::string_view text) {
    std::string result(ZSTD_compressBound(text.size()), '\0');
    result.resize(ZSTD_compress(result.data(), result.size(), text.data(), text.size(), 1));
    return result;
}

TEST(Line_source, gives_lines_without_their_ends) {
    const Temporary_folder folder;
    EXPECT_THAT(lines_of(folder.write("a", "one\n\nthree\n")), ElementsAre("one", "", "three"));
    EXPECT_THAT(lines_of(folder.write("b", "one\ntwo")), ElementsAre("one", "two"));
    EXPECT_THAT(lines_of(folder.write("c", "")), ElementsAre());
}

TEST(Line_source, knows_that_the_last_line_has_no_end) {
    const Temporary_folder folder;
    Line_source source(folder.write("a", "one\ntwo"));
    static_cast<void>(source.next());
    EXPECT_FALSE(source.cut_short());
    static_cast<void>(source.next());
    EXPECT_TRUE(source.cut_short());
    EXPECT_EQ(source.line(), 2U);
}

TEST(Line_source, lines_cross_chunks) {
    const Temporary_folder folder;
    const std::string first(300'000, 'a');
    const std::string second(600'000, 'b');
    EXPECT_THAT(lines_of(folder.write("a", first + "\n" + second + "\nc\n")), ElementsAre(first, second, "c"));
    EXPECT_THAT(
        lines_of(folder.write("a.zst", compressed(first + "\n" + second + "\nc\n"))), ElementsAre(first, second, "c"));
}

TEST(Line_source, the_longest_line_is_taken_and_a_longer_one_refused) {
    const Temporary_folder folder;
    const std::string longest(max_line_bytes, 'a');
    EXPECT_EQ(lines_of(folder.write("a", longest + "\nb\n")).size(), 2U);
    const Complaint complaint = complaint_of([&] { lines_of(folder.write("b", "x\n" + longest + "a\n")); });
    EXPECT_EQ(complaint.line, 2U);
    EXPECT_EQ(complaint.column, max_line_bytes + 1);
    EXPECT_THAT(complaint.message, HasSubstr("longer than 16777216 bytes"));
}

TEST(Line_source, an_endless_line_in_a_small_compressed_file_is_refused) {
    const Temporary_folder folder;
    const std::filesystem::path file = folder.write("a.zst", compressed(std::string(std::size_t{200} << 20, 'a')));
    EXPECT_LT(std::filesystem::file_size(file), 100'000U);
    EXPECT_EQ(complaint_of([&] { lines_of(file); }).line, 1U);
}

TEST(Line_source, several_compressed_frames_are_one_text) {
    const Temporary_folder folder;
    EXPECT_THAT(lines_of(folder.write("a.zst", compressed("one\ntw") + compressed("o\n"))), ElementsAre("one", "two"));
}

TEST(Line_source, every_output_size_ends_where_it_should) {
    const Temporary_folder folder;
    const std::size_t block = ZSTD_DStreamOutSize(); // the decoder's buffer is full exactly at the end
    for (const std::size_t size : {block - 1, block, block + 1, 2 * block, 3 * block}) {
        const std::string line(size - 1, 'a');
        EXPECT_THAT(lines_of(folder.write("a.zst", compressed(line + "\n"))), ElementsAre(line)) << size;
    }
}

TEST(Line_source, every_cut_of_a_compressed_file_is_noticed) {
    const Temporary_folder folder;
    const std::string whole = compressed("one\ntwo\nthree\nfour\n");
    for (std::size_t length = 1; length < whole.size(); ++length) {
        const std::filesystem::path file = folder.write("a.zst", whole.substr(0, length));
        EXPECT_THAT(complaint_of([&] { lines_of(file); }).message, HasSubstr("zstd data ends early")) << length;
    }
}

TEST(Line_source, broken_compressed_data_is_told) {
    const Temporary_folder folder;
    const Complaint complaint = complaint_of([&] { lines_of(folder.write("a.zst", "this is not compressed\n")); });
    EXPECT_EQ(complaint.line, 1U);
    EXPECT_THAT(complaint.message, HasSubstr("broken zstd data"));
}

TEST(Line_source, what_cannot_be_read_is_told) {
    const Temporary_folder folder;
    EXPECT_THAT(complaint_of([&] { lines_of(folder / "missing"); }).message, HasSubstr("No such file"));
    EXPECT_THAT(complaint_of([&] { lines_of(folder.path()); }).message, HasSubstr("is a directory"));
    if (::geteuid() != 0) {
        const std::filesystem::path file = folder.write("secret", "x\n");
        std::filesystem::permissions(file, std::filesystem::perms::none);
        EXPECT_THAT(complaint_of([&] { lines_of(file); }).message, HasSubstr("Permission denied"));
    }
}

} // namespace
} // namespace trapspec::traces
