#include "traces/import/lguest_records.hpp"

#include <fmt/format.h>

#include "traces/import/lguest_fields.hpp"

namespace trapspec::traces::lguest {

namespace {

using Kind = Json_value::Kind;

Body parse_load_entry(const Fields& f) {
    const Fields before = f.object("before");
    const Fields after = f.object("after");
    Load_entry load{f.word("num"),
        f.word("lo"),
        f.word("hi"),
        gate_of(before),
        gate_of(after),
        before.word("changed"),
        after.word("changed"),
        before.flag("dead"),
        after.flag("dead")};
    load.before.slot = load.after.slot = static_cast<std::uint8_t>(load.n);
    return load;
}

Body parse_idt_full(const Fields& f) {
    Table_copied copied{f.word("changed"), f.word("fnv1a"), {}};
    const Json_value table = f.at("idt").expect(Kind::array, "'idt' must be an array of 256 [a, b]");
    if (table.size() != vectors) {
        table.fail(fmt::format("'idt' has {} gates; expected 256", table.size()));
    }
    table.for_each_element([&](const Json_value& pair) {
        pair.expect(Kind::array, "a gate must be [a, b]");
        std::vector<std::uint32_t> words;
        pair.for_each_element([&](const Json_value& each) { words.push_back(parse_word(each, "a gate's word")); });
        if (words.size() != 2) {
            pair.fail("expected [a, b]");
        }
        copied.entries.push_back({static_cast<std::uint8_t>(copied.entries.size()), words[0], words[1]});
    });
    return copied;
}

Body parse_idt_delta(const Fields& f) {
    Table_copied copied{f.word("changed"), f.word("fnv1a"), {}};
    const Json_value entries = f.at("entries").expect(Kind::array, "'entries' must be an array");
    entries.for_each_element([&](const Json_value& entry) {
        const Fields each(entry);
        const std::uint32_t n = each.word("num");
        if (n >= vectors) {
            entry.fail("a gate above 255");
        }
        copied.entries.push_back({static_cast<std::uint8_t>(n), each.word("a"), each.word("b")});
    });
    return copied;
}

Body parse_set_stack(const Fields& f) {
    const Fields after = f.object("after");
    return Set_stack{f.word("seg"),
        f.word("esp"),
        f.word("pages"),
        after.word("ss1"),
        after.word("esp1"),
        after.word("stack_pages"),
        f.flag("dead_before"),
        f.flag("dead_after")};
}

Body parse_guest_init(const Fields& f) {
    return Guest_init{f.word("lguest_data_guest_pa"),
        f.word("lguest_data_launcher_ptr") != 0,
        f.word("pfn_limit"),
        f.word("noirq_start"),
        f.word("noirq_end"),
        f.word("kernel_address"),
        f.word("syscall_vec"),
        f.word("irq_enabled"),
        f.word("blocked_interrupts"),
        f.flag("dead")};
}

Body parse_exit(const Fields& f) {
    return Exit{{f.word("trapnum"),
                    f.word("errcode"),
                    f.word("eip"),
                    f.word("cs"),
                    f.word("eflags"),
                    f.word("esp"),
                    f.word("ss")},
        f.word("last_pagefault"),
        f.word("ts") != 0,
        f.flag("reflected")};
}

Body parse_handler_report(const Fields& f) {
    const std::uint32_t vector = f.word("vector");
    if (vector >= vectors) {
        f.at("vector").fail("a vector above 0xff; expected one of 256");
    }
    const bool reflected = f.text("path") != "direct";
    return Handler_report{{static_cast<std::uint8_t>(vector),
                              reflected,
                              f.word("esp_in_handler"),
                              f.word("eflags_in_handler"),
                              f.word("irq_enabled"),
                              f.words("stack_words_seen_by_guest")},
        reflected ? f.number("reflected_by_seq") : 0};
}

Body parse_hypercall(const Fields& f) {
    return Hypercall{f.word("call"),
        f.exactly<4>("args"),
        f.text("name"),
        f.flag("readable"),
        f.word("irq_enabled"),
        f.word("irqs_pending"),
        f.flag("halted")};
}

Body parse_set_interrupt(const Fields& f) {
    const std::uint32_t irq = f.word("irq");
    if (irq >= 32) {
        f.at("irq").fail("an irq above 31; expected one of the 32 virtual lines");
    }
    return Set_interrupt{irq,
        f.word("irqs_pending"),
        f.word("irqs_pending_after"),
        f.flag("halted"),
        f.flag("from_hardirq"),
        f.flag("woke_task")};
}

struct Parser {
    std::string_view kind;
    Body (*parse)(const Fields&);
};

constexpr std::array parsers{
    Parser{"host", [](const Fields&) -> Body { return Host{}; }},
    Parser{"guest_start", [](const Fields& f) -> Body { return Guest_start{f.word("pfn_limit")}; }},
    Parser{"guest_init", parse_guest_init},
    Parser{"check_syscall_vector",
        [](const Fields& f) -> Body {
            return Check_vector{f.word("vector"), f.flag("ok")};
        }},
    Parser{
        "default_handlers", [](const Fields& f) -> Body { return Default_handlers{f.exactly<vectors>("handlers")}; }},
    Parser{"load_idt_entry", parse_load_entry},
    Parser{"set_stack", parse_set_stack},
    Parser{"idt_full", parse_idt_full},
    Parser{"idt_delta", parse_idt_delta},
    Parser{"deliver_trap", parse_deliver_trap},
    Parser{"try_deliver_interrupt", parse_try_deliver},
    Parser{"set_interrupt", parse_set_interrupt},
    Parser{"timer_fire", [](const Fields&) -> Body { return Timer_fire{}; }},
    Parser{"set_clockevent",
        [](const Fields& f) -> Body {
            return Set_clockevent{f.word("delta"), f.word("irqs_pending")};
        }},
    Parser{"hcall", parse_hypercall},
    Parser{"exit", parse_exit},
    Parser{"kill", [](const Fields& f) -> Body { return Kill{f.text("reason")}; }},
    Parser{"guest_handler_entry", parse_handler_report},
    Parser{"trimmed",
        [](const Fields& f) -> Body {
            return Trimmed{f.number("from_seq"), f.number("to_seq"), f.number("records_dropped")};
        }},
};

} // namespace

Raw_record parse_raw_record(const Json_value& line) {
    const Fields fields(line);
    Raw_record record;
    record.seq = fields.number("seq");
    record.kind = fields.text("event");
    record.guest = record.kind == "host" ? 0 : fields.number("guest");
    for (const Parser& each : parsers) {
        if (each.kind == record.kind) {
            record.body = each.parse(fields);
            return record;
        }
    }
    fields.at("event").fail(fmt::format("unknown record kind '{}'; expected a capture of format 1", record.kind));
}

} // namespace trapspec::traces::lguest
