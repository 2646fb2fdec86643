#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <rapidcheck/gtest.h>

#include "tests/traces/generators.hpp"
#include "tests/traces/support.hpp"
#include "traces/json.hpp"

namespace trapspec::traces {
namespace {

RC_GTEST_PROP(Json, a_record_survives, ()) {
    Record record = any_record(any_kind());
    record.uncompared.clear(); // an object's keys are in no order
    Record again = record_from_json(to_json(record));
    const auto by_index = [](const State_word& a, const State_word& b) { return a.index < b.index; };
    std::sort(again.before.words.begin(), again.before.words.end(), by_index);
    std::sort(again.after.words.begin(), again.after.words.end(), by_index);
    RC_ASSERT(again == record);
}

RC_GTEST_PROP(Json, a_header_survives, ()) {
    const Header header = any_header();
    RC_ASSERT(header_from_json(to_json(header)).handlers == header.handlers);
    RC_ASSERT(header_from_json(to_json(header)).rules == header.rules);
}

TEST(Json, a_complaint_names_the_source) {
    try {
        static_cast<void>(record_from_json(nlohmann::json::object(), "the report"));
        FAIL();
    } catch (const Input_error& error) {
        EXPECT_EQ(error.file(), "the report");
    }
}

/// What any text at all does to a reader: a complaint or nothing, and never anything else.
RC_GTEST_PROP(Json, no_text_upsets_the_parser, (const std::string& text)) {
    std::string line = text;
    std::erase(line, '\n');
    const Temporary_folder folder;
    const auto file = folder.write("a.jsonl", std::string{good_header} + "\n" + line + "\n");
    static_cast<void>(complaint_of([&] { read_all(file); }));
}

/// A good line with some bytes changed.
RC_GTEST_PROP(Json, no_damage_upsets_the_parser, ()) {
    std::string line = to_json(any_record(any_kind())).dump();
    const auto count = *rc::gen::inRange(1, 5);
    for (int i = 0; i < count; ++i) {
        line[*rc::gen::inRange<std::size_t>(0, line.size())] = *rc::gen::arbitrary<char>();
    }
    const Temporary_folder folder;
    const auto file = folder.write("a.jsonl", std::string{good_header} + "\n" + line + "\n");
    static_cast<void>(complaint_of([&] { read_all(file); }));
}

} // namespace
} // namespace trapspec::traces
