#include <gtest/gtest.h>

#include "tests/traces/support.hpp"

namespace trapspec::traces {
namespace {

using testing::HasSubstr;

/// The good header with one part of it replaced; the complaint must point at `at`.
void expect_header_complaint(
    std::string_view part, std::string_view instead, std::string_view at, std::string_view message) {
    std::string line{good_header};
    ASSERT_NE(line.find(part), std::string::npos);
    line.replace(line.find(part), part.size(), instead);
    const Complaint complaint = complaint_about(line + "\n");
    EXPECT_EQ(complaint.line, 1U) << line;
    EXPECT_EQ(complaint.column, line.find(at) + 1) << line << "\n" << complaint.message;
    EXPECT_THAT(complaint.message, HasSubstr(std::string{message})) << line;
}

TEST(Malformed_header, the_good_one_is_taken) {
    EXPECT_EQ(complaint_about(std::string{good_header} + "\n").line, 0U);
}

TEST(Malformed_header, an_empty_file) {
    EXPECT_THAT(complaint_about("").message, HasSubstr("the file is empty"));
    EXPECT_THAT(complaint_about("", "a.jsonl.zst").message, HasSubstr("the file is empty"));
}

TEST(Malformed_header, no_header) {
    EXPECT_THAT(complaint_about(R"({"event":"observe"})"
                                "\n")
                    .message,
        HasSubstr("header is missing"));
    EXPECT_THAT(complaint_about("[]\n").message, HasSubstr("header object"));
}

TEST(Malformed_header, a_raw_capture) {
    EXPECT_THAT(complaint_about(R"({"event": "header", "format": 1})"
                                "\n")
                    .message,
        HasSubstr("raw lguest capture"));
}

TEST(Malformed_header, wrong_version) {
    expect_header_complaint(R"("trapspec":1)", R"("trapspec":2)", "2,", "unknown format version 2; expected 1");
    expect_header_complaint(R"("trapspec":1)", R"("trapspec":"1")", R"("1")", "unknown format version");
    expect_header_complaint(R"("trapspec":1)", R"("trapspec":1.5)", "1.5", "unknown format version 1.5");
    expect_header_complaint(R"("trapspec":1)", R"("trapspec":-1)", "-1", "unknown format version -1");
}

TEST(Malformed_header, unknown_rules) {
    expect_header_complaint(
        "linux-3.11", "linux-4.0", R"("linux-4.0")", "linux-2.6.32, linux-3.11, linux-3.18, hardened");
}

TEST(Malformed_header, unknown_cpu) {
    expect_header_complaint(
        R"("trapspec":1)", R"("cpu":"z80","trapspec":1)", R"("z80")", "unknown cpu 'z80'; expected qemu-tcg or bochs");
}

TEST(Malformed_header, missing_parts) {
    expect_header_complaint(R"("source":"test",)", "", "{", "the header has no 'source'");
    expect_header_complaint(R"("rules":"linux-3.11",)", "", "{", "the header has no 'rules'");
    expect_header_complaint(R"("syscall_vector":"0x00000080",)", "", R"({"handlers)", "no 'syscall_vector'");
    expect_header_complaint(R"(,"stride":"0x0000000c")", "", R"({"base)", "no 'stride'");
    expect_header_complaint(R"(,"mapped_pages":"0x00001000")", "", R"({"pfn_limit)", "no 'mapped_pages'");
}

TEST(Malformed_header, unknown_and_repeated_fields) {
    expect_header_complaint(R"("source")", R"("sauce")", R"("sauce")", "unknown field 'sauce' in the header");
    expect_header_complaint(R"("base")", R"("case")", R"("case")", "unknown field 'case' in 'handlers'");
    expect_header_complaint(
        R"("source":"test")", R"("source":"test","source" :"x")", R"("source" :)", "'source' is there twice");
}

TEST(Malformed_header, wrong_types) {
    expect_header_complaint(R"("test")", "7", "7", "'source' must be a string, found an integer");
    expect_header_complaint(R"("0x00001000","m)", R"(4096,"m)", "4096", "'pfn_limit' must be a word");
    expect_header_complaint(
        R"({"base":"0xfff9e000","stride":"0x0000000c"})", R"(["0x00000000"])", R"(["0x)", "has 1 words; expected 256");
    expect_header_complaint(
        R"({"base":"0xfff9e000","stride":"0x0000000c"})", "null", "null", "array of 256 words or an object");
    expect_header_complaint(R"("trapspec":1)", R"("notes":[],"trapspec":1)", "[]", "'notes' must be an object");
}

} // namespace
} // namespace trapspec::traces
