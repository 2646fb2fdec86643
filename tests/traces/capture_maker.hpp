// Small captures made by hand: each record starts from a plain one, and a test changes what it is about.
#pragma once

#include <string>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "tests/traces/support.hpp"
#include "traces/import/lguest.hpp"

namespace trapspec::traces {

class Capture_maker {
public:
    using Json = nlohmann::json;

    Capture_maker() {
        lines_ = Json{{"event", "header"},
                     {"format", 1},
                     {"kernel", "k"},
                     {"cpu", "c"},
                     {"what", "w"},
                     {"guests", Json::array({{{"guest", 1}, {"tag", "first"}}})},
                     {"host_syscall_vector_param", "0x00000080"}}
                     .dump() +
                 "\n";
        add("host", {{"guest", nullptr}});
        start();
    }

    static std::string hex(std::uint32_t value) { return fmt::format("0x{:08x}", value); }

    void add(const std::string& event, Json fields) {
        fields["event"] = event;
        fields["seq"] = seq_++;
        if (!fields.contains("guest")) {
            fields["guest"] = guest_;
        }
        lines_ += fields.dump() + "\n";
    }

    /// A new Guest as far as its first entry.
    void start(std::uint32_t first_handler = 0xfff9e000) {
        ++guest_;
        add("guest_start", {{"mem_base", hex(0)}, {"pfn_limit", hex(0x1000)}, {"start_eip", hex(0x100000)}});
        Json handlers = Json::array();
        for (std::uint32_t vector = 0; vector < vectors; ++vector) {
            handlers.push_back(hex(first_handler + 12 * vector));
        }
        add("default_handlers", {{"handlers", handlers}});
    }

    static Json hypercall(std::uint32_t call, std::vector<std::uint32_t> arguments = {}) {
        arguments.resize(4);
        Json words = Json::array();
        for (const std::uint32_t argument : arguments) {
            words.push_back(hex(argument));
        }
        return {{"async", false},
            {"call", hex(call)},
            {"name", "?"},
            {"args", words},
            {"readable", true},
            {"irq_enabled", hex(0)},
            {"halted", false},
            {"irqs_pending", hex(0)}};
    }

    static Json init() {
        return {{"lguest_data_guest_pa", hex(data)},
            {"lguest_data_launcher_ptr", hex(1)},
            {"mem_base", hex(0)},
            {"pfn_limit", hex(0x1000)},
            {"noirq_start", hex(0x100)},
            {"noirq_end", hex(0x110)},
            {"kernel_address", hex(0xC0000000)},
            {"tsc_khz", hex(0)},
            {"syscall_vec", hex(0x80)},
            {"reserve_mem", hex(0)},
            {"irq_enabled", hex(0)},
            {"blocked_interrupts", hex(0)},
            {"dead", false}};
    }

    /// The init hypercall with everything that belongs to it.
    void initialise() {
        Json call = hypercall(1, {data});
        call["readable"] = false;
        add("hcall", call);
        add("check_syscall_vector", {{"vector", hex(0x80)}, {"ok", true}});
        add("guest_init", init());
    }

    static Json load(std::uint32_t n, std::uint32_t a, std::uint32_t b) {
        return {{"num", hex(n)},
            {"lo", hex(a)},
            {"hi", hex(b)},
            {"before", {{"a", hex(0)}, {"b", hex(0)}, {"changed", hex(0)}, {"dead", false}}},
            {"after", {{"a", hex(0x610000 | (a & 0xFFFF))}, {"b", hex(b)}, {"changed", hex(1)}, {"dead", false}}}};
    }

    static Json registers(std::uint32_t trapnum) {
        Json all;
        for (const char* const name : {"eax",
                 "ebx",
                 "ecx",
                 "edx",
                 "esi",
                 "edi",
                 "ebp",
                 "gs",
                 "fs",
                 "ds",
                 "es",
                 "errcode",
                 "eip",
                 "cs",
                 "eflags",
                 "esp",
                 "ss"}) {
            all[name] = hex(0);
        }
        all["trapnum"] = hex(trapnum);
        all["cs"] = hex(0x61);
        all["ss"] = hex(0x69);
        all["esp"] = hex(0xC0002000);
        all["eip"] = hex(0x5000);
        return all;
    }

    static Json exit(std::uint32_t trapnum, bool reflected) {
        Json fields = registers(trapnum);
        fields["last_pagefault"] = hex(0);
        fields["ts"] = hex(0);
        fields["reflected"] = reflected;
        return fields;
    }

    static Json shared(std::uint32_t irq_enabled) {
        return {{"readable", true},
            {"irq_enabled", hex(irq_enabled)},
            {"irq_pending", hex(0)},
            {"blocked_interrupts", hex(0)}};
    }

    /// What deliver_trap and try_deliver_interrupt have in common: a frame of three words at 0x2000.
    static Json delivery(std::uint32_t trapnum) {
        Json after = registers(trapnum);
        after["esp"] = hex(0xC0001FF4);
        after["eip"] = hex(0x6000);
        return {{"gate", {{"a", hex(0x616000)}, {"b", hex(0x8F00)}}},
            {"esp1", hex(0)},
            {"ss1", hex(0)},
            {"irqs_pending", hex(0)},
            {"halted", false},
            {"dead_before", false},
            {"dead_after", false},
            {"shared_before", shared(0x200)},
            {"shared_after", shared(0x200)},
            {"regs_before", registers(trapnum)},
            {"regs_after", after},
            {"frame",
                {{"stack_virt_top", hex(0xC0002000)},
                    {"stack_guest_pa_top", hex(0x2000)},
                    {"stack_guest_pa_after", hex(0x1FF4)},
                    {"words_low_to_high", {hex(0x5000), hex(0x61), hex(0)}}}}};
    }

    static Json deliver_trap(std::uint32_t n) {
        Json fields = delivery(n);
        fields.update(Json{{"num", hex(n)}, {"last_pagefault", hex(0)}, {"ts", hex(0)}, {"delivered", true}});
        return fields;
    }

    static Json not_delivered(std::uint32_t n) {
        Json fields = deliver_trap(n);
        fields["delivered"] = false;
        fields["frame"] = nullptr;
        fields["regs_after"] = fields["regs_before"];
        return fields;
    }

    static Json try_deliver(std::uint32_t irq, std::uint32_t pending_before, std::uint32_t pending_after) {
        Json fields = delivery(32);
        fields.update(Json{{"irq", hex(irq)},
            {"more", true},
            {"noirq_start", hex(0x100)},
            {"noirq_end", hex(0x110)},
            {"irqs_pending", hex(pending_before)},
            {"irqs_pending_after", hex(pending_after)},
            {"halted_after", false},
            {"outcome", "delivered"}});
        return fields;
    }

    static Json set_interrupt(std::uint32_t irq, std::uint32_t before, bool from_hardirq = false) {
        return {{"irq", hex(irq)},
            {"irqs_pending", hex(before)},
            {"irqs_pending_after", hex(before | 1U << irq)},
            {"halted", false},
            {"from_hardirq", from_hardirq},
            {"woke_task", false}};
    }

    /// The clock: its two records.
    void clock(std::uint32_t before) {
        add("timer_fire", Json::object());
        add("set_interrupt", set_interrupt(0, before, true));
    }

    /// Arms the clock with a hypercall.
    void arm() {
        add("hcall", hypercall(9, {1000}));
        add("set_clockevent", {{"delta", hex(1000)}, {"irqs_pending", hex(0)}});
    }

    void kill(const std::string& reason) { add("kill", {{"reason", reason}}); }

    [[nodiscard]] const std::string& text() const { return lines_; }

    /// The records that the importer makes of it, from the first one after the start of the first Guest.
    [[nodiscard]] std::vector<Record> imported() {
        const Temporary_folder folder;
        Lguest_importer importer(folder.write("capture.jsonl", lines_));
        std::vector<Record> records;
        while (auto record = importer.next()) {
            records.push_back(std::move(*record));
        }
        summary = importer.summary();
        return {records.begin() + 2, records.end()};
    }

    static constexpr std::uint32_t data = 0x180000;
    Import_summary summary; ///< of the last import

private:
    std::string lines_;
    std::uint64_t seq_ = 0;
    std::uint64_t guest_ = 0;
};

/// The names of the records' events, for a first look at what was made.
inline std::vector<std::string_view> kinds(const std::vector<Record>& records) {
    std::vector<std::string_view> names;
    names.reserve(records.size());
    for (const Record& record : records) {
        names.push_back(model::info(record.event.kind).name);
    }
    return names;
}

} // namespace trapspec::traces
