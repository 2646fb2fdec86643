#include <gtest/gtest.h>

#include "tests/traces/support.hpp"

namespace trapspec::traces {
namespace {

using testing::HasSubstr;

Complaint second_line(std::string_view text) {
    return complaint_about(std::string{good_header} + "\n" + std::string{text});
}

TEST(Malformed_record, syntax) {
    expect_complaint(R"({"event" "observe"})", R"("})", "not valid JSON"); // where the parser had read to
    EXPECT_THAT(second_line("nonsense\n").message, HasSubstr("not valid JSON"));
    EXPECT_THAT(second_line("{\"event\":\"observe\"} {}\n").message, HasSubstr("not valid JSON"));
    EXPECT_THAT(second_line("[]\n").message, HasSubstr("must be an object"));
}

TEST(Malformed_record, the_last_line_cut_anywhere) {
    const std::string line =
        R"({"event":"guest_write","address":"0x00000000","value":"0x00000001","after":{"dead":false},"note":"é"})";
    EXPECT_EQ(second_line(line + "\n").line, 0U);
    EXPECT_EQ(second_line(line).line, 0U) << "only its newline is missing: nothing is lost";
    for (std::size_t length = 1; length < line.size(); ++length) {
        const Complaint complaint = second_line(line.substr(0, length));
        EXPECT_EQ(complaint.line, 2U) << length;
        EXPECT_THAT(complaint.message, HasSubstr("ends in the middle of this line")) << length;
    }
}

TEST(Malformed_record, empty_line) {
    const Complaint complaint = second_line("\n{\"event\":\"observe\"}\n");
    EXPECT_EQ(complaint.line, 2U);
    EXPECT_THAT(complaint.message, HasSubstr("an empty line"));
}

TEST(Malformed_record, nul_and_bytes_that_are_not_utf8) {
    const Complaint nul = second_line(std::string("{\"event\":\"observe\"}\0\n", 21));
    EXPECT_EQ(nul.column, 20U);
    EXPECT_THAT(nul.message, HasSubstr("NUL"));
    const Complaint utf8 = second_line("{\"event\":\"observe\",\"note\":\"a\xff\"}\n");
    EXPECT_EQ(utf8.line, 2U);
    EXPECT_EQ(utf8.column, 29U);
    EXPECT_THAT(utf8.message, HasSubstr("UTF-8"));
}

TEST(Malformed_record, unknown_event) {
    expect_complaint(R"({"event":"explode"})", R"("explode")", "unknown event 'explode'; expected one of start_guest");
    expect_complaint(R"({"event":7})", "7", "'event' must be the name of an event");
    expect_complaint(R"({"note":"x"})", "{", R"(no "event")");
}

TEST(Malformed_record, unknown_field) {
    expect_complaint(R"({"event":"observe","address":"0x00000000"})", R"("address")", "unknown field 'address'");
    expect_complaint(
        R"({"event":"observe","before":{"rax":"0x00000000"}})", R"("rax")", "unknown field 'rax' in 'before'");
    expect_complaint(R"({"event":"observe","before":{"fired":[]}})", R"("fired")", "unknown field 'fired' in 'before'");
}

TEST(Malformed_record, missing_and_repeated) {
    expect_complaint(R"({"event":"guest_write","address":"0x00000000"})", "{", "guest_write has no 'value'");
    expect_complaint(
        R"({"event":"translate","address":"0x00000000","address" :"0x00000000"})", R"("address" :)", "is there twice");
    expect_complaint(R"({"event":"observe","note":"a","note" :"b"})", R"("note" :)", "is there twice");
    expect_complaint(R"({"event":"observe","after":{"dead":true,"dead" :true}})", R"("dead" :)", "is there twice");
    expect_complaint(R"({"event":"observe","after":{"idt":[],"idt" :[]}})", R"("idt" :)", "is there twice");
}

TEST(Malformed_record, words_with_wrong_digits) {
    for (const char* const word :
        {"0x1", "0x000000001", "0X00000001", "00000001", "0x0000000G", "0x0000000A", "", " 0x00000001"}) {
        const std::string value = '"' + std::string{word} + '"';
        expect_complaint(R"({"event":"translate","address":)" + value + "}",
            value,
            "expected 0x and exactly 8 lower-case hex digits");
    }
    expect_complaint(
        R"({"event":"observe","after":{"timer_deadline":"0x00000001"}})", R"("0x00000001")", "exactly 16 lower-case");
    expect_complaint(R"({"event":"observe","after":{"esp1":"0x0000000000000001"}})",
        R"("0x0000000000000001")",
        "exactly 8 lower-case");
    expect_complaint(
        R"({"event":"observe","after":{"ss1":"0x00010069"}})", R"("0x00010069")", "expected a value of 16 bits");
}

TEST(Malformed_record, wrong_types) {
    expect_complaint(R"({"event":"translate","address":12})", "12", "must be a word");
    expect_complaint(R"({"event":"enter_guest","other_guest":1})", "1}", "must be true or false");
    expect_complaint(R"({"event":"enter_guest","other_guest":null})", "null", "must be true or false, found null");
    expect_complaint(R"({"event":"observe","before":[]})", "[]", "'before' must be an object");
    expect_complaint(
        R"({"event":"observe","after":{"dead":"0x00000001"}})", R"("0x00000001")", "must be true or false");
    expect_complaint(R"({"event":"observe","after":{"esp1":  true}})", "true", "must be a word of 8 hex digits");
    expect_complaint(R"({"event":"observe","after":{"reason":"tired"}})", R"("tired")", "unknown reason 'tired'");
    expect_complaint(R"({"event":"observe","after":{"reason":3}})", "3", "'reason' must be the name");
    expect_complaint(R"({"event":"observe","note":{}})", "{}", "'note' must be a string");
    expect_complaint(R"({"event":"observe","uncompared":{"x":1}})", "1}", "a reason must be a string");
    expect_complaint(R"({"event":"observe","uncompared":"x"})", R"("x")", "'uncompared' must be an object");
}

TEST(Malformed_record, lists) {
    expect_complaint(R"({"event":"observe","after":{"gates":{}}})", "{}", "'gates' must be an array of [slot, a, b]");
    expect_complaint(R"({"event":"observe","after":{"gates":[[1,"0x00000000"]]}})", R"([1,)", "2 elements; expected");
    expect_complaint(
        R"({"event":"observe","after":{"idt":[[256,"0x00000000","0x00000000"]]}})", "256", "a number from 0 to 255");
    expect_complaint(
        R"({"event":"observe","after":{"idt":[[-1,"0x00000000","0x00000000"]]}})", "-1", "a number from 0 to 255");
    expect_complaint(R"({"event":"observe","after":{"memory":[["0x00000000",5]]}})", "5]", "a value must be a word");
    expect_complaint(R"({"event":"observe","after":{"fired":[5]}})", "5]", "'fired' must be a string");
    expect_complaint(R"({"event":"observe","after":{"idt_fnv1a":"0x"}})", R"("0x")", "exactly 8 lower-case");
}

/// A line with the report of a handler in which `part` has become `other`.
std::string report_with(std::string_view part, std::string_view other) {
    std::string line = R"({"event":"observe","after":{"handler_entry":{"vector":"0x0000000e","reflected":true,)"
                       R"("esp":"0xc0001fe8","eflags":"0x00000202","words":["0x00000000","0x00000001"]}}})";
    return line.replace(line.find(part), part.size(), other);
}

TEST(Malformed_record, handler_entries) {
    EXPECT_EQ(complaint_about(std::string{good_header} + "\n" + report_with("0e", "0e") + "\n").line, 0U);
    expect_complaint(report_with("0x0000000e", "0x00000100"), R"("0x00000100")", "vector 0x100; expected one of 256");
    expect_complaint(report_with("true", "1"), "1,", "'reflected' must be true or false");
    expect_complaint(report_with(R"("esp")", R"("sp")"), R"("sp")", "unknown field 'sp' in 'handler_entry'");
    expect_complaint(report_with(R"("eflags":"0x00000202",)", ""), R"({"vector)", "'handler_entry' has no 'eflags'");
    expect_complaint(report_with(R"("0x00000001")", "1"), "1]", "a word of the stack must be a word");
    expect_complaint(report_with("after", "before"), R"("handler_entry")", "unknown field 'handler_entry' in 'before'");
}

TEST(Malformed_record, deep_nesting_is_refused_at_once) {
    const Complaint complaint = second_line(R"({"event":"observe","note":)" + std::string(1'000'000, '[') + "\n");
    EXPECT_EQ(complaint.line, 2U);
    EXPECT_THAT(complaint.message, HasSubstr("nested more than 64 deep"));
}

TEST(Malformed_record, numbers_out_of_range_are_refused) {
    EXPECT_EQ(second_line("{\"event\":\"observe\",\"note\":1e999}\n").line, 2U);
    EXPECT_EQ(second_line("{\"event\":\"observe\",\"after\":{\"idt\":[[18446744073709551616,0,0]]}}\n").line, 2U);
}

TEST(Malformed_record, the_complaint_names_the_file) {
    const Temporary_folder folder;
    const std::filesystem::path file = folder.write("x.jsonl", std::string{good_header} + "\n{}\n");
    try {
        read_all(file);
        FAIL();
    } catch (const Input_error& error) {
        EXPECT_EQ(error.file(), file.string());
        EXPECT_THAT(error.what(), testing::StartsWith(file.string() + ":2:1: "));
    }
}

} // namespace
} // namespace trapspec::traces
