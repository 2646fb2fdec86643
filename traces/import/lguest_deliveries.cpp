// The two kinds of record that tell of a delivery; the rest is in lguest_records.cpp.
#include "traces/import/lguest_fields.hpp"

namespace trapspec::traces::lguest {

namespace {

using Kind = Json_value::Kind;

constexpr std::array<std::string_view, register_count> register_names{"eax",
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
    "trapnum",
    "errcode",
    "eip",
    "cs",
    "eflags",
    "esp",
    "ss"};

constexpr std::size_t most_pushed = 6; ///< ss, esp, eflags, cs, eip, errcode

Shared shared_of(const Fields& f) {
    return {f.flag("readable"), f.word("irq_enabled"), f.word("irq_pending"), f.word("blocked_interrupts")};
}

Registers registers_of(const Fields& fields) {
    Registers registers{};
    for (std::size_t i = 0; i < register_count; ++i) {
        registers[i] = fields.word(register_names[i]);
    }
    return registers;
}

Frame frame_of(const Fields& f) {
    Frame frame{f.word("stack_virt_top"), f.word("stack_guest_pa_top"), f.word("stack_guest_pa_after"), {}};
    const Json_value words = f.at("words_low_to_high");
    const std::uint32_t pushed = frame.physical_top - frame.physical_after;
    if (words.kind() == Kind::null && pushed <= 4 * most_pushed) {
        frame.words.resize(pushed / 4);
    } else if (words.kind() != Kind::null) {
        words.expect(Kind::array, "'words_low_to_high' must be an array of words and nulls, or null");
        words.for_each_element([&](const Json_value& each) {
            const bool known = each.kind() != Kind::null;
            frame.words.push_back(known ? std::optional{parse_word(each, "a pushed word")} : std::nullopt);
        });
    }
    if (frame.words.size() > most_pushed || 4 * frame.words.size() != pushed) {
        words.fail(fmt::format("expected as many words as were pushed, and {} at most", most_pushed));
    }
    return frame;
}

void parse_delivery(const Fields& f, Delivery& d) {
    d.gate = gate_of(f.object("gate"));
    d.esp1 = f.word("esp1");
    d.ss1 = f.word("ss1");
    d.irqs_pending = f.word("irqs_pending");
    d.halted = f.flag("halted");
    d.dead_before = f.flag("dead_before");
    d.dead_after = f.flag("dead_after");
    d.shared_before = shared_of(f.object("shared_before"));
    d.shared_after = shared_of(f.object("shared_after"));
    d.registers_before = registers_of(f.object("regs_before"));
    d.registers_after = registers_of(f.object("regs_after"));
    if (!f.is_null("frame")) {
        d.frame = frame_of(f.object("frame"));
    }
}

} // namespace

Body parse_deliver_trap(const Fields& f) {
    Deliver_trap d;
    parse_delivery(f, d);
    d.n = f.word("num");
    d.cr2 = f.word("last_pagefault");
    d.ts = f.word("ts") != 0;
    d.delivered = f.flag("delivered");
    d.gate.slot = static_cast<std::uint8_t>(d.n);
    return d;
}

Body parse_try_deliver(const Fields& f) {
    Try_deliver d;
    parse_delivery(f, d);
    d.irq = f.word("irq");
    d.more = f.flag("more");
    d.noirq_start = f.word("noirq_start");
    d.noirq_end = f.word("noirq_end");
    d.outcome = f.text("outcome");
    d.halted_after = f.flag("halted_after");
    d.irqs_pending_after = f.word("irqs_pending_after");
    if (d.irq >= 32) {
        f.at("irq").fail("an irq above 31; expected one of the 32 virtual lines");
    }
    d.gate.slot = static_cast<std::uint8_t>(32 + d.irq);
    return d;
}

} // namespace trapspec::traces::lguest
