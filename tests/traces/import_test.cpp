#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/traces/capture_maker.hpp"

namespace trapspec::traces {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using enum model::Event_kind;

TEST(Import, the_header_says_where_it_comes_from) {
    const Temporary_folder folder;
    const Lguest_importer importer(folder.write("capture.jsonl", Capture_maker().text()));
    EXPECT_EQ(importer.header().rules, "linux-3.11");
    EXPECT_EQ(importer.header().syscall_vector, 0x80U);
    EXPECT_EQ(importer.header().handlers[2], 0xfff9e018U);
    EXPECT_EQ(importer.header().pfn_limit, 0x1000U);
    EXPECT_EQ(importer.header().source, "captured lguest run: w; k; c");
    const auto notes = nlohmann::json::parse(importer.header().notes);
    EXPECT_EQ(notes.at("capture"), "capture.jsonl");
    EXPECT_EQ(notes.at("guests").at(0).at("tag"), "first");
}

TEST(Import, the_cpu_is_told_by_its_description) {
    const auto cpu_of = [](const std::string& description) {
        std::string text = Capture_maker().text();
        const std::string plain = R"("cpu":"c")";
        text.replace(text.find(plain), plain.size(), R"("cpu":")" + description + '"');
        const Temporary_folder folder;
        return Lguest_importer(folder.write("capture.jsonl", text)).header().cpu;
    };
    EXPECT_EQ(cpu_of("QEMU 7.2 TCG -cpu pentium3"), Cpu::qemu_tcg);
    EXPECT_EQ(cpu_of("QEMU 7.2 KVM"), Cpu::unnamed);
    EXPECT_EQ(cpu_of("Bochs 2.7 p3_katmai"), Cpu::bochs);
    EXPECT_EQ(cpu_of("Pentium III"), Cpu::unnamed);
}

TEST(Import, every_guest_is_started) {
    Capture_maker capture;
    capture.start();
    const std::vector<Record> records = capture.imported();
    EXPECT_THAT(kinds(records), ElementsAre("start_guest", "setup_default_idt_entries"));
    EXPECT_EQ(records[0].event, make_event(start_guest, {0x1000, 0x1000}));
    EXPECT_EQ(capture.summary.raw_records, 5U);
    EXPECT_EQ(capture.summary.records, 4U);
}

TEST(Import, from_file_to_file) {
    const Temporary_folder folder;
    const auto capture = folder.write("capture.jsonl", Capture_maker().text());
    const Import_summary summary = import_lguest(capture, folder / "trace.jsonl.zst");
    EXPECT_EQ(read_all(folder / "trace.jsonl.zst").size(), summary.records);
    EXPECT_EQ(Reader(folder / "trace.jsonl.zst").header(), Lguest_importer(capture).header());
}

TEST(Import, a_failed_import_leaves_no_file) {
    const Temporary_folder folder;
    const auto capture = folder.write("capture.jsonl", Capture_maker().text() + "{\n");
    EXPECT_THROW(import_lguest(capture, folder / "trace.jsonl"), Input_error);
    EXPECT_FALSE(std::filesystem::exists(folder / "trace.jsonl"));
}

TEST(Import, a_copied_table_is_an_entry) {
    Capture_maker capture;
    nlohmann::json entry = {{"num", "0x00000080"}, {"a", "0x00610001"}, {"b", "0x0000ef00"}};
    capture.add("idt_delta", {{"fnv1a", "0x12345678"}, {"changed", "0x00000001"}, {"entries", {entry}}});
    const std::vector<Record> records = capture.imported();
    ASSERT_THAT(kinds(records), ElementsAre("enter_guest"));
    EXPECT_EQ(records[0].before.find(word("changed")), 1U);
    EXPECT_EQ(records[0].after.idt, (std::vector<Gate>{{0x80, 0x610001, 0xef00}}));
    EXPECT_EQ(records[0].after.idt_fnv1a, 0x12345678U);
}

TEST(Import, a_trap_is_its_exit_and_its_delivery) {
    Capture_maker capture;
    capture.initialise();
    capture.add("exit", Capture_maker::exit(6, true));
    capture.add("deliver_trap", Capture_maker::deliver_trap(6));
    const std::vector<Record> records = capture.imported();
    const Record& trap_record = records.back();
    EXPECT_EQ(trap_record.origin, "seq 6..7");
    EXPECT_EQ(trap_record.event, make_event(trap, {6, 0, 0x5000, 0x61, 0, 0xC0002000, 0x69, 0, 0, 0}));
    EXPECT_EQ(trap_record.after.find(word("reflected")), 1U);
    EXPECT_EQ(trap_record.after.find(word("eip")), 0x6000U);
    EXPECT_EQ(trap_record.after.find(word("dead")), 0U);
    EXPECT_EQ(trap_record.before.gates, (std::vector<Gate>{{6, 0x616000, 0x8F00}}));
    EXPECT_THAT(trap_record.after.memory, Contains(Memory_word{0x1FF4, 0x5000}));
    EXPECT_THAT(trap_record.after.memory, Contains(Memory_word{Capture_maker::data, 0x200}));
}

TEST(Import, what_the_guest_did_is_injected_once) {
    Capture_maker capture;
    capture.initialise();
    capture.add("exit", Capture_maker::exit(6, true));
    capture.add("deliver_trap", Capture_maker::deliver_trap(6));
    capture.add("exit", Capture_maker::exit(6, true));
    capture.add("deliver_trap", Capture_maker::deliver_trap(6));
    const std::vector<Record> records = capture.imported();
    EXPECT_THAT(kinds(records),
        ElementsAre("guest_write",
            "guest_write",
            "guest_write",
            "guest_write",
            "hypercall",   // lguest_data
            "guest_write", // irq_enabled
            "set_page_tables",
            "guest_write",
            "guest_write", // the stack's page
            "trap",
            "trap"));
    EXPECT_EQ(records[5].event, make_event(guest_write, {Capture_maker::data, 0x200}));
}

TEST(Import, inputs_of_traps_that_the_host_kept) {
    Capture_maker capture;
    for (const std::uint32_t trapnum : {13U, 14U, 7U, 0xEFU}) {
        capture.add("exit", Capture_maker::exit(trapnum, false));
    }
    const std::vector<Record> records = capture.imported();
    ASSERT_EQ(records.size(), 4U);
    EXPECT_EQ(records[0].event.arguments[8], 1U) << "13 without an error code was an emulated IN or OUT";
    EXPECT_EQ(records[1].event.arguments[9], 1U) << "14 was satisfied by demand paging";
    EXPECT_EQ(records[2].event.arguments[8] + records[2].event.arguments[9], 0U);
    for (const Record& record : records) {
        EXPECT_EQ(record.after.find(word("reflected")), 0U);
    }
}

TEST(Import, general_registers_are_injected_when_they_differ) {
    Capture_maker capture;
    capture.initialise();
    nlohmann::json delivery = Capture_maker::deliver_trap(6);
    delivery["regs_before"]["ebx"] = delivery["regs_after"]["ebx"] = "0x00000007";
    capture.add("exit", Capture_maker::exit(6, true));
    capture.add("deliver_trap", delivery);
    const std::vector<Record> records = capture.imported();
    const Record& injected = records[records.size() - 2];
    EXPECT_EQ(injected.event.kind, set_registers);
    EXPECT_EQ(injected.event.arguments[1], 7U);
}

TEST(Import, stack_tops_that_are_not_mapped) {
    Capture_maker capture;
    capture.initialise();
    nlohmann::json delivery = Capture_maker::deliver_trap(6);
    delivery["frame"]["stack_guest_pa_top"] = "0xffffffff";
    delivery["frame"]["stack_guest_pa_after"] = "0xfffffff3";
    delivery["frame"]["words_low_to_high"] = {nullptr, nullptr, nullptr};
    delivery["dead_after"] = true;
    capture.add("exit", Capture_maker::exit(6, true));
    capture.kill("Bad address 0xc0002000");
    capture.add("deliver_trap", delivery);
    const std::vector<Record> records = capture.imported();
    EXPECT_EQ(records[records.size() - 2].event.kind, set_page_tables) << "an empty directory";
    EXPECT_EQ(records.back().after.find(word("reason")), static_cast<std::uint64_t>(model::Reason::bad_address));
    EXPECT_EQ(records.back().after.find(word("reason_0")), 0xC0002000U);
    EXPECT_EQ(records.back().after.find(word("dead")), 1U);
    ASSERT_EQ(records.back().uncompared.size(), 1U);
    EXPECT_EQ(records.back().uncompared[0].field, "words_low_to_high");
}

TEST(Import, a_trap_that_no_gate_takes_ends_with_its_kill) {
    Capture_maker capture;
    capture.add("exit", Capture_maker::exit(6, true));
    capture.add("deliver_trap", Capture_maker::not_delivered(6));
    capture.kill("unhandled trap 6 at 0x5000 (0x0)");
    const std::vector<Record> records = capture.imported();
    const Record& last = records.back();
    EXPECT_EQ(last.event.kind, trap);
    EXPECT_EQ(last.after.find(word("reflected")), 0U);
    EXPECT_EQ(last.after.find(word("dead")), 1U);
    EXPECT_EQ(last.after.find(word("reason_1")), 0x5000U);
}

TEST(Import, a_gap_is_bridged_by_a_new_guest) {
    Capture_maker capture;
    capture.initialise();
    capture.add("hcall", Capture_maker::hypercall(6, {33, 0x12345678, 0x8E00}));
    capture.add("load_idt_entry", Capture_maker::load(33, 0x12345678, 0x8E00));
    capture.add("exit", Capture_maker::exit(1, false)); // how it ended is trimmed away
    capture.add("trimmed", {{"from_seq", 10}, {"to_seq", 99}, {"records_dropped", 90}});
    capture.add("try_deliver_interrupt", Capture_maker::try_deliver(3, 0x48, 0x40));
    const std::vector<Record> records = capture.imported();
    const auto names = kinds(records);
    const auto start = std::find(names.begin(), names.end(), "start_guest");
    ASSERT_NE(start, names.end());
    EXPECT_EQ(*(start - 1), "observe");
    const auto at = static_cast<std::size_t>(start - names.begin());
    EXPECT_THAT(records[at].note, HasSubstr("records 10..99 trimmed"));
    EXPECT_THAT(std::vector(start, names.end()),
        ElementsAre("start_guest",
            "setup_default_idt_entries",
            "guest_write",
            "guest_write",
            "guest_write",
            "guest_write",
            "hypercall",
            "load_idt_entry",
            "set_interrupt",
            "set_interrupt",
            "enter_guest",
            "guest_write",
            "interrupt_pending",
            "set_page_tables",
            "guest_write",
            "guest_write",
            "set_registers",
            "try_deliver_interrupt"));
    EXPECT_EQ(capture.summary.rebuilds, 1U);
    EXPECT_EQ(capture.summary.uncompared.size(), 3U);
}

} // namespace
} // namespace trapspec::traces
