#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/traces/capture_maker.hpp"

namespace trapspec::traces {
namespace {

using testing::HasSubstr;

Complaint import_complaint(std::string_view text) {
    const Temporary_folder folder;
    const auto file = folder.write("capture.jsonl", text);
    return complaint_of([&] {
        Lguest_importer importer(file);
        while (importer.next()) {
        }
    });
}

TEST(Import_errors, headers) {
    EXPECT_THAT(import_complaint("").message, HasSubstr("the file is empty"));
    EXPECT_THAT(import_complaint("[]\n").message, HasSubstr("header object"));
    EXPECT_THAT(import_complaint(std::string{good_header} + "\n").message, HasSubstr("capture's header is missing"));
    EXPECT_THAT(import_complaint("{\"event\":\"header\"}\n").message, HasSubstr("no 'format'"));
    EXPECT_THAT(
        import_complaint("{\"event\":\"header\",\"format\":2}\n").message, HasSubstr("unknown capture format 2"));
}

TEST(Import_errors, no_handlers) {
    const std::string text = Capture_maker().text();
    const std::string header = text.substr(0, text.find('\n') + 1);
    EXPECT_THAT(import_complaint(header).message, HasSubstr("no default_handlers"));
}

TEST(Import_errors, other_handlers_for_a_later_guest) {
    Capture_maker capture;
    capture.start(0xfff00000);
    const Complaint complaint = import_complaint(capture.text());
    EXPECT_EQ(complaint.line, 6U);
    EXPECT_THAT(complaint.message, HasSubstr("handlers differ"));
}

TEST(Import_errors, unknown_kind_of_record) {
    Capture_maker capture;
    capture.add("surprise", nlohmann::json::object());
    EXPECT_THAT(import_complaint(capture.text()).message, HasSubstr("unknown record kind 'surprise'"));
}

TEST(Import_errors, a_record_of_another_guest) {
    Capture_maker capture;
    capture.add("timer_fire", {{"guest", 7}});
    EXPECT_THAT(import_complaint(capture.text()).message, HasSubstr("a record of guest 7 among those of guest 1"));
}

TEST(Import_errors, missing_and_wrong_fields) {
    Capture_maker first;
    first.add("kill", nlohmann::json::object());
    EXPECT_THAT(import_complaint(first.text()).message, HasSubstr("no 'reason' here"));
    Capture_maker second;
    second.add("kill", {{"reason", 5}});
    const Complaint complaint = import_complaint(second.text());
    EXPECT_EQ(complaint.line, 5U);
    EXPECT_THAT(complaint.message, HasSubstr("'reason' must be a string, found an integer"));
}

TEST(Import_errors, values_that_cannot_be) {
    Capture_maker irq;
    irq.add("set_interrupt", {{"irq", "0x00000020"}});
    EXPECT_THAT(import_complaint(irq.text()).message, HasSubstr("an irq above 31"));
    Capture_maker gate;
    gate.add("idt_delta",
        {{"fnv1a", "0x00000000"},
            {"changed", "0x00000001"},
            {"entries", {{{"num", "0x00000100"}, {"a", "0x00000000"}, {"b", "0x00000000"}}}}});
    EXPECT_THAT(import_complaint(gate.text()).message, HasSubstr("a gate above 255"));
    Capture_maker frame;
    nlohmann::json delivery = Capture_maker::deliver_trap(6);
    delivery["frame"]["stack_guest_pa_after"] = "0x00000000";
    frame.add("deliver_trap", delivery);
    EXPECT_THAT(import_complaint(frame.text()).message, HasSubstr("as many words as were pushed"));
    delivery["frame"]["words_low_to_high"] = nullptr;
    Capture_maker unreadable;
    unreadable.add("deliver_trap", delivery);
    EXPECT_THAT(import_complaint(unreadable.text()).message, HasSubstr("as many words as were pushed"));
}

TEST(Import_errors, every_cut_of_a_capture_is_a_complaint_or_a_shorter_trace) {
    Capture_maker capture;
    capture.initialise();
    capture.add("exit", Capture_maker::exit(6, true));
    capture.add("deliver_trap", Capture_maker::deliver_trap(6));
    const std::string& text = capture.text();
    for (std::size_t length = 0; length < text.size(); length += 7) {
        static_cast<void>(import_complaint(text.substr(0, length)));
    }
}

} // namespace
} // namespace trapspec::traces
