#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tests/traces/generators.hpp"
#include "tests/traces/support.hpp"
#include "traces/format.hpp"
#include "traces/writer.hpp"

namespace trapspec::traces {
namespace {

Record reread(const Record& record) {
    std::string line;
    append_record(line, record);
    Json_line json;
    Record again;
    again.note = "left over"; // a reader's record is used again and again
    parse_record(json.parse(line, "memory", 1), again);
    return again;
}

TEST(Round_trip, every_event_with_its_smallest_line) {
    for (const model::Event_info& info : model::event_table) {
        Record record;
        record.event.kind = info.kind;
        EXPECT_EQ(reread(record), record) << info.name;
    }
}

TEST(Round_trip, every_state_word_alone) {
    for (std::size_t i = 0; i < model::state_words.size(); ++i) {
        const model::Word_info& info = model::state_words[i];
        Record record;
        const std::uint64_t highest = info.type == model::Word_type::flag     ? 1
                                      : info.type == model::Word_type::reason ? model::reason_table.size() - 1
                                                                              : ~std::uint64_t{0} >> (64 - info.width);
        record.before.see(i, 0);
        record.after.see(i, highest);
        EXPECT_EQ(reread(record), record) << info.name;
    }
}

RC_GTEST_PROP(Round_trip, any_record, ()) {
    const Record record = any_record(any_kind());
    RC_ASSERT(reread(record) == record);
}

RC_GTEST_PROP(Round_trip, any_header, ()) {
    const Header header = any_header();
    std::string line;
    append_header(line, header);
    Json_line json;
    Header again;
    parse_header(json.parse(line, "memory", 1), again);
    RC_ASSERT(again == header);
}

RC_GTEST_PROP(Round_trip, any_file, ()) {
    const Temporary_folder folder;
    const std::filesystem::path file = folder / *rc::gen::element<std::string>("a.jsonl", "a.jsonl.zst");
    const Header header = any_header();
    std::vector<Record> records(*rc::gen::inRange<std::size_t>(0, 20));
    for (Record& record : records) {
        record = any_record(any_kind());
    }
    Writer writer(file, header);
    for (const Record& record : records) {
        writer.write(record);
    }
    writer.finish();
    RC_ASSERT(Reader(file).header() == header);
    RC_ASSERT(read_all(file) == records);
}

TEST(Round_trip, a_line_looks_as_documented) {
    Record record;
    record.event = make_event(model::Event_kind::try_deliver_interrupt, {3, 1, 0x12, 0});
    record.before.see(word("halted"), 0);
    record.before.see(word("ss1"), 0x69);
    record.before.gates.push_back({35, 0x610060, 0x108e00});
    record.after.see(word("timer_deadline"), 0x1234567890);
    record.after.see(word("reason"), static_cast<std::uint64_t>(model::Reason::bad_address));
    record.after.idt_fnv1a = 0x2d27055c;
    record.after.memory.push_back({0x1000, 0xffffffff});
    record.after.fired.emplace_back("irq_2_delivered");
    record.uncompared.push_back({"time", "not recorded"});
    record.origin = "seq 7";
    std::string line;
    append_record(line, record);
    EXPECT_EQ(line,
        R"({"event":"try_deliver_interrupt","irq":"0x00000003","more":true,"sec":"0x00000012","nsec":"0x00000000",)"
        R"("before":{"halted":false,"ss1":"0x00000069","gates":[[35,"0x00610060","0x00108e00"]]},)"
        R"("after":{"timer_deadline":"0x0000001234567890","reason":"bad_address","idt_fnv1a":"0x2d27055c",)"
        R"("memory":[["0x00001000","0xffffffff"]],"fired":["irq_2_delivered"]},)"
        R"("uncompared":{"time":"not recorded"},"origin":"seq 7"})");
}

TEST(Round_trip, a_report_looks_as_documented) {
    Record record;
    record.after.handler_entry = Handler_entry{.vector = 14,
        .reflected = true,
        .esp = 0xc0001fe8,
        .eflags = 0x202,
        .irq_enabled = 0x200,
        .words = {6, 0x10ffff}};
    std::string line;
    append_record(line, record);
    EXPECT_EQ(line,
        R"({"event":"observe","after":{"handler_entry":{"vector":"0x0000000e","reflected":true,"esp":"0xc0001fe8",)"
        R"("eflags":"0x00000202","irq_enabled":"0x00000200","words":["0x00000006","0x0010ffff"]}}})");
}

TEST(Round_trip, text_that_is_not_utf8_is_replaced) {
    Record record;
    record.note = "a\xff";
    EXPECT_EQ(reread(record).note, "a\xEF\xBF\xBD");
}

} // namespace
} // namespace trapspec::traces
