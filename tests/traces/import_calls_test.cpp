#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/traces/capture_maker.hpp"

namespace trapspec::traces {
namespace {

using testing::Contains;
using testing::ElementsAre;
using enum model::Event_kind;
using model::Reason;

std::uint64_t number(Reason reason) {
    return static_cast<std::uint64_t>(reason);
}

TEST(Import_calls, init_is_one_hypercall) {
    Capture_maker capture;
    capture.initialise();
    const std::vector<Record> records = capture.imported();
    const Record& call = records.back();
    EXPECT_EQ(call.event, make_event(hypercall, {1, Capture_maker::data}));
    EXPECT_EQ(call.origin, "seq 3..5");
    EXPECT_EQ(call.before.find(word("initialised")), 0U);
    EXPECT_EQ(call.after.find(word("initialised")), 1U);
    EXPECT_EQ(call.after.find(word("noirq_end")), 0x110U);
    EXPECT_EQ(call.after.find(word("dead")), 0U);
    EXPECT_EQ(records[0].event, make_event(guest_write, {Capture_maker::data + 1380, 0x100}));
}

TEST(Import_calls, init_that_the_rules_refuse) {
    Capture_maker capture;
    nlohmann::json call = Capture_maker::hypercall(1, {0xFFFFF0});
    call["readable"] = false;
    nlohmann::json init = Capture_maker::init();
    init.update({{"lguest_data_guest_pa", "0x00fffff0"},
        {"lguest_data_launcher_ptr", "0x00000000"},
        {"noirq_start", "0x00000000"},
        {"noirq_end", "0x00000000"},
        {"dead", true}});
    capture.add("hcall", call);
    capture.kill("bad guest page   (null)");
    capture.add("guest_init", init);
    const std::vector<Record> records = capture.imported();
    ASSERT_THAT(kinds(records), ElementsAre("hypercall"));
    EXPECT_EQ(records[0].after.find(word("initialised")), 0U);
    EXPECT_EQ(records[0].after.find(word("reason")), number(Reason::bad_guest_page));
}

TEST(Import_calls, init_that_others_refuse) {
    Capture_maker capture;
    nlohmann::json init = Capture_maker::init();
    init["dead"] = true;
    capture.add("hcall", Capture_maker::hypercall(1, {Capture_maker::data}));
    capture.add("check_syscall_vector", {{"vector", "0x00000080"}, {"ok", true}});
    capture.kill("bad kernel address 0xfffff000");
    capture.add("guest_init", init);
    const std::vector<Record> records = capture.imported();
    ASSERT_EQ(records.back().event.kind, kill_outside);
    EXPECT_EQ(records.back().note, "bad kernel address 0xfffff000");
    EXPECT_EQ(records.back().after.find(word("reason")), number(Reason::outside));
    EXPECT_EQ(records[records.size() - 2].event.kind, hypercall);
    EXPECT_EQ(records[records.size() - 2].after.find(word("dead")), 0U);
}

TEST(Import_calls, a_gate) {
    Capture_maker capture;
    nlohmann::json load = Capture_maker::load(3, 0x12345678, 0x9abc8000);
    load["after"]["dead"] = true;
    capture.initialise();
    capture.add("hcall", Capture_maker::hypercall(6, {3, 0x12345678, 0x9abc8000}));
    capture.kill("bad IDT type 0");
    capture.add("load_idt_entry", load);
    const std::vector<Record> records = capture.imported();
    const Record& call = records.back();
    EXPECT_EQ(call.event, make_event(hypercall, {6, 3, 0x12345678, 0x9abc8000}));
    EXPECT_EQ(call.before.gates, (std::vector<Gate>{{3, 0, 0}}));
    EXPECT_EQ(call.after.gates, (std::vector<Gate>{{3, 0x615678, 0x9abc8000}}));
    EXPECT_EQ(call.after.find(word("changed")), 1U);
    EXPECT_EQ(call.after.find(word("reason")), number(Reason::bad_idt_type));
    EXPECT_EQ(call.note, "bad IDT type 0");
}

TEST(Import_calls, a_gate_beyond_the_table) {
    Capture_maker capture;
    capture.initialise();
    capture.add("hcall", Capture_maker::hypercall(6, {256, 0, 0}));
    capture.add("load_idt_entry", Capture_maker::load(256, 0, 0));
    EXPECT_TRUE(capture.imported().back().after.gates.empty());
}

TEST(Import_calls, calls_whose_hypercall_was_lost) {
    Capture_maker capture;
    capture.add("load_idt_entry", Capture_maker::load(3, 1, 0x8E00));
    capture.add("set_clockevent", {{"delta", "0x00000000"}, {"irqs_pending", "0x00000000"}});
    capture.add("check_syscall_vector", {{"vector", "0x00000080"}, {"ok", true}});
    EXPECT_THAT(kinds(capture.imported()), ElementsAre("load_idt_entry", "set_clockevent", "check_syscall_vector"));
}

nlohmann::json stack(bool dead) {
    return {{"seg", "0x00000069"},
        {"esp", "0x00000000"},
        {"pages", "0x00000001"},
        {"dead_before", false},
        {"dead_after", dead},
        {"after", {{"ss1", "0x00000069"}, {"esp1", "0x00000000"}, {"stack_pages", "0x00000001"}}}};
}

TEST(Import_calls, a_stack_page_that_cannot_be_pinned) {
    Capture_maker capture;
    capture.initialise();
    capture.add("hcall", Capture_maker::hypercall(7, {0x69, 0, 1}));
    capture.kill("bad stack page 0xffffffff");
    capture.add("set_stack", stack(true));
    EXPECT_EQ(capture.imported().back().event, make_event(hypercall, {7, 0x69, 0, 1, 1}));
}

TEST(Import_calls, a_kill_from_outside_comes_after_its_call) {
    Capture_maker capture;
    capture.initialise();
    capture.add("hcall", Capture_maker::hypercall(7, {0x69, 0, 1}));
    capture.kill("bad page table entry");
    capture.add("set_stack", stack(true));
    const std::vector<Record> records = capture.imported();
    EXPECT_EQ(records.back().event.kind, kill_outside);
    EXPECT_EQ(records[records.size() - 2].after.find(word("dead")), 0U);
}

TEST(Import_calls, a_kill_from_outside_before_a_delivery_comes_before_the_trap) {
    Capture_maker capture;
    nlohmann::json delivery = Capture_maker::not_delivered(14);
    delivery["dead_before"] = delivery["dead_after"] = true;
    capture.initialise();
    capture.add("exit", Capture_maker::exit(14, true));
    capture.kill("bad page table entry");
    capture.add("deliver_trap", delivery);
    const std::vector<Record> records = capture.imported();
    EXPECT_EQ(records.back().event.kind, trap);
    EXPECT_EQ(records[records.size() - 2].event.kind, kill_outside);
}

TEST(Import_calls, the_words_of_a_rule_from_a_call_outside_the_rules) {
    Capture_maker capture;
    capture.initialise();
    capture.add("hcall", Capture_maker::hypercall(2, {0xFFFFC0}));
    capture.kill("bad read address 0xffffc0 len 128");
    EXPECT_EQ(capture.imported().back().event.kind, kill_outside);
}

TEST(Import_calls, hypercalls_before_init_and_their_kill) {
    Capture_maker capture;
    nlohmann::json call = Capture_maker::hypercall(0);
    call["readable"] = false;
    capture.add("hcall", call);
    capture.kill("hypercall 0 before INIT");
    const std::vector<Record> records = capture.imported();
    ASSERT_THAT(kinds(records), ElementsAre("hypercall"));
    EXPECT_EQ(records[0].after.find(word("reason")), number(Reason::hypercall_before_init));
}

TEST(Import_calls, a_kill_inside_an_attempt_belongs_to_it) {
    Capture_maker capture;
    nlohmann::json attempt = Capture_maker::try_deliver(3, 8, 0);
    attempt["dead_after"] = true;
    capture.initialise();
    capture.add("exit", Capture_maker::exit(0xEF, false));
    capture.kill("bad write address 0x1ffc len 4");
    capture.add("try_deliver_interrupt", attempt);
    const std::vector<Record> records = capture.imported();
    EXPECT_EQ(records.back().event.kind, try_deliver_interrupt);
    EXPECT_EQ(records.back().after.find(word("reason")), number(Reason::bad_write_address));
}

nlohmann::json handler(const std::string& path, std::uint64_t reflected_by) {
    return {{"vector", "0x00000006"},
        {"path", path},
        {"reflected_by_seq", reflected_by},
        {"irq_enabled", "0x00000200"},
        {"eflags_in_handler", "0x00000246"},
        {"esp_in_handler", "0xc0001ff4"},
        {"stack_words_seen_by_guest", {"0x00005000", "0x00000061", "0x00000000", "0x00000009"}}};
}

TEST(Import_calls, what_the_guests_handler_saw) {
    Capture_maker capture;
    capture.initialise();
    capture.add("guest_handler_entry", handler("reflected", 2));
    capture.add("guest_handler_entry", handler("direct", 0));
    const std::vector<Record> records = capture.imported();
    const Handler_entry expected{6, true, 0xC0001FF4, 0x246, 0x200, {0x5000, 0x61, 0, 9}};
    const Record& reflected = records[records.size() - 2];
    EXPECT_EQ(reflected.event.kind, observe);
    EXPECT_EQ(reflected.after.handler_entry, expected);
    EXPECT_TRUE(reflected.uncompared.empty());
    EXPECT_FALSE(records.back().after.handler_entry.value().reflected);
}

TEST(Import_calls, a_handler_whose_delivery_was_trimmed_is_not_compared) {
    Capture_maker capture;
    capture.initialise();
    capture.add("trimmed", {{"from_seq", 7}, {"to_seq", 9}, {"records_dropped", 3}});
    capture.add("guest_handler_entry", handler("reflected", 9));
    capture.add("guest_handler_entry", handler("reflected", 10));
    const std::vector<Record> records = capture.imported();
    const Record& trimmed = records[records.size() - 2];
    EXPECT_FALSE(trimmed.after.handler_entry.has_value());
    EXPECT_THAT(trimmed.uncompared, ElementsAre(Uncompared{"handler_entry", "the delivery is not in the recording"}));
    EXPECT_TRUE(records.back().after.handler_entry.has_value());
}

} // namespace
} // namespace trapspec::traces
