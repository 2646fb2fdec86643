#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/traces/capture_maker.hpp"

namespace trapspec::traces {
namespace {

using testing::ElementsAre;
using enum model::Event_kind;

/// The last `count` names.
std::vector<std::string_view> last(std::size_t count, const std::vector<Record>& records) {
    const auto names = kinds(records);
    return {names.end() - static_cast<std::ptrdiff_t>(count), names.end()};
}

TEST(Import_clock, two_records_are_one_event) {
    Capture_maker capture;
    capture.initialise();
    capture.arm();
    capture.clock(0);
    const std::vector<Record> records = capture.imported();
    ASSERT_THAT(last(2, records), ElementsAre("hypercall", "clock_expires"));
    EXPECT_EQ(records.back().after.find(word("irqs_pending")), 1U);
    EXPECT_EQ(records[records.size() - 2].uncompared[0].field, "timer_deadline");
    EXPECT_EQ(capture.summary.clocks_inside_calls, 0U);
}

TEST(Import_clock, not_armed_in_the_recording) {
    Capture_maker capture;
    capture.initialise();
    capture.clock(0);
    EXPECT_EQ(capture.imported().back().event, make_event(set_interrupt, {0, 0}));
}

TEST(Import_clock, an_interrupt_is_not_the_clock) {
    Capture_maker capture;
    capture.initialise();
    capture.arm();
    capture.add("set_interrupt", Capture_maker::set_interrupt(5, 0));
    EXPECT_EQ(capture.imported().back().event, make_event(set_interrupt, {5, 0}));
}

TEST(Import_clock, inside_a_hypercall_comes_after_it) {
    Capture_maker capture;
    capture.initialise();
    capture.arm();
    capture.add("hcall", Capture_maker::hypercall(6, {3, 1, 0x8E00}));
    capture.clock(0);
    capture.add("load_idt_entry", Capture_maker::load(3, 1, 0x8E00));
    EXPECT_THAT(last(2, capture.imported()), ElementsAre("hypercall", "clock_expires"));
    EXPECT_EQ(capture.summary.clocks_inside_calls, 1U);
}

TEST(Import_clock, inside_a_trap_stands_on_the_side_that_the_pending_map_tells) {
    for (const bool seen : {false, true}) {
        Capture_maker capture;
        nlohmann::json delivery = Capture_maker::deliver_trap(6);
        delivery["irqs_pending"] = seen ? "0x00000001" : "0x00000000";
        capture.initialise();
        capture.arm();
        capture.add("exit", Capture_maker::exit(6, true));
        capture.clock(0);
        capture.add("deliver_trap", delivery);
        const std::vector<Record> records = capture.imported();
        EXPECT_EQ(records.back().event.kind, seen ? trap : clock_expires);
    }
}

/// An armed clock, then an attempt with the clock's records before it.
std::vector<Record> attempt_with_clock(
    std::uint32_t irq, std::uint32_t first, std::uint32_t clock_before, std::uint32_t second, Capture_maker& capture) {
    capture.initialise();
    capture.arm();
    capture.clock(clock_before);
    capture.add("try_deliver_interrupt", Capture_maker::try_deliver(irq, first, second));
    std::vector<Record> records = capture.imported();
    std::erase_if(records, [](const Record& record) {
        return record.event.kind == guest_write || record.event.kind == set_registers ||
               record.event.kind == set_page_tables;
    });
    return records;
}

TEST(Import_clock, before_an_attempt) {
    Capture_maker capture;
    const std::vector<Record> records = attempt_with_clock(0, 1, 0, 0, capture);
    EXPECT_THAT(last(3, records), ElementsAre("clock_expires", "interrupt_pending", "try_deliver_interrupt"));
    EXPECT_EQ(records.back().before.find(word("irqs_pending")), 1U);
}

TEST(Import_clock, between_the_question_and_the_attempt) {
    Capture_maker capture;
    const std::vector<Record> records = attempt_with_clock(3, 9, 8, 1, capture);
    EXPECT_THAT(last(3, records), ElementsAre("interrupt_pending", "clock_expires", "try_deliver_interrupt"));
    EXPECT_EQ(records[records.size() - 3].before.find(word("irqs_pending")), std::nullopt);
    EXPECT_EQ(records.back().before.find(word("irqs_pending")), 9U);
}

TEST(Import_clock, inside_an_attempt_before_the_bit_is_cleared) {
    Capture_maker capture;
    const std::vector<Record> records = attempt_with_clock(3, 8, 8, 1, capture);
    EXPECT_THAT(last(3, records), ElementsAre("interrupt_pending", "clock_expires", "try_deliver_interrupt"));
    EXPECT_EQ(records[records.size() - 3].before.find(word("irqs_pending")), 8U);
    EXPECT_EQ(records.back().after.find(word("irqs_pending")), 1U);
    EXPECT_EQ(capture.summary.clocks_inside_calls, 1U);
}

TEST(Import_clock, inside_an_attempt_after_the_bit_is_cleared) {
    Capture_maker capture;
    const std::vector<Record> records = attempt_with_clock(3, 8, 0, 1, capture);
    EXPECT_THAT(last(3, records), ElementsAre("interrupt_pending", "try_deliver_interrupt", "clock_expires"));
    EXPECT_EQ(records[records.size() - 2].after.find(word("irqs_pending")), std::nullopt);
    EXPECT_EQ(records.back().after.find(word("irqs_pending")), 1U);
}

TEST(Import_clock, at_the_end_of_an_attempt) {
    Capture_maker capture;
    const std::vector<Record> records = attempt_with_clock(3, 8, 0, 0, capture);
    EXPECT_THAT(last(3, records), ElementsAre("interrupt_pending", "try_deliver_interrupt", "clock_expires"));
    EXPECT_EQ(records[records.size() - 2].after.find(word("irqs_pending")), 0U);
}

} // namespace
} // namespace trapspec::traces
