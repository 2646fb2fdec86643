#include <gtest/gtest.h>
#include <sys/stat.h>

#include "tests/traces/support.hpp"
#include "traces/writer.hpp"

namespace trapspec::traces {
namespace {

Header some_header() {
    Header header;
    header.source = "test";
    return header;
}

std::size_t files_in(const Temporary_folder& folder) {
    const std::filesystem::directory_iterator entries(folder.path());
    return static_cast<std::size_t>(std::distance(begin(entries), end(entries)));
}

TEST(Writer, nothing_is_there_before_finish) {
    const Temporary_folder folder;
    Writer writer(folder / "a.jsonl", some_header());
    writer.write({});
    EXPECT_FALSE(std::filesystem::exists(folder / "a.jsonl"));
    writer.finish();
    EXPECT_EQ(read_all(folder / "a.jsonl").size(), 1U);
    EXPECT_EQ(files_in(folder), 1U);
}

TEST(Writer, without_finish_nothing_is_left_behind) {
    const Temporary_folder folder;
    folder.write("a.jsonl", "what was there before");
    for (const char* const name : {"a.jsonl", "b.jsonl.zst"}) {
        Writer writer(folder / name, some_header());
        writer.write({});
    }
    EXPECT_EQ(files_in(folder), 1U);
    EXPECT_EQ(slurp(folder / "a.jsonl"), "what was there before");
}

TEST(Writer, replaces_a_file_and_gives_it_the_usual_rights) {
    const Temporary_folder folder;
    folder.write("a.jsonl", "old");
    Writer writer(folder / "a.jsonl", some_header());
    writer.finish();
    EXPECT_EQ(Reader(folder / "a.jsonl").header(), some_header());
    const mode_t mask = ::umask(0);
    ::umask(mask);
    struct stat status {};
    ASSERT_EQ(::stat((folder / "a.jsonl").c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777, 0666 & ~mask);
}

TEST(Writer, a_refused_record_leaves_the_trace_whole) {
    const Temporary_folder folder;
    Writer writer(folder / "a.jsonl", some_header());
    Record bad;
    bad.event = make_event(model::Event_kind::enter_guest, {2});
    EXPECT_THROW(writer.write(bad), std::invalid_argument);
    bad = {};
    bad.after.see(word("ss1"), 0x10000);
    EXPECT_THROW(writer.write(bad), std::invalid_argument);
    bad = {};
    bad.after.see(word("esp1"), 1);
    bad.after.see(word("esp1"), 1);
    EXPECT_THROW(writer.write(bad), std::invalid_argument);
    bad = {};
    bad.after.see(word("reason"), 200);
    EXPECT_THROW(writer.write(bad), std::invalid_argument);
    bad = {};
    bad.after.see(model::state_word_count, 0);
    EXPECT_THROW(writer.write(bad), std::invalid_argument);
    bad = {};
    bad.before.fired.emplace_back("arm");
    EXPECT_THROW(writer.write(bad), std::invalid_argument);
    bad = {};
    bad.before.handler_entry.emplace();
    EXPECT_THROW(writer.write(bad), std::invalid_argument);
    writer.write({});
    writer.finish();
    EXPECT_EQ(writer.records(), 1U);
    EXPECT_EQ(read_all(folder / "a.jsonl").size(), 1U);
}

TEST(Writer, a_header_that_no_reader_takes_is_refused) {
    const Temporary_folder folder;
    Header header = some_header();
    header.rules = "linux-9";
    EXPECT_THROW(Writer(folder / "a.jsonl", header), std::invalid_argument);
    header = some_header();
    header.notes = "[1]";
    EXPECT_THROW(Writer(folder / "a.jsonl", header), std::invalid_argument);
    header.notes = "{\"a\":\n1}";
    EXPECT_THROW(Writer(folder / "a.jsonl", header), std::invalid_argument);
    EXPECT_EQ(files_in(folder), 0U);
}

TEST(Writer, what_cannot_be_written_is_told) {
    const Temporary_folder folder;
    EXPECT_THROW(Writer(folder / "no/such/folder.jsonl", some_header()), Output_error);
    EXPECT_THROW(Writer(folder.path(), some_header()), Output_error);
    EXPECT_THROW(Writer("/dev/null", some_header()), Output_error);
}

TEST(Writer, many_records_go_through_a_small_memory) {
    const Temporary_folder folder;
    Record record;
    record.note = std::string(1000, 'x');
    Writer writer(folder / "a.jsonl.zst", some_header(), {.compression_level = 1});
    for (int i = 0; i < 5000; ++i) {
        writer.write(record);
    }
    writer.finish();
    Reader reader(folder / "a.jsonl.zst");
    Record again;
    std::size_t count = 0;
    while (reader.next(again)) {
        ASSERT_EQ(again, record);
        ++count;
    }
    EXPECT_EQ(count, 5000U);
    EXPECT_EQ(reader.line(), 5001U);
}

} // namespace
} // namespace trapspec::traces
