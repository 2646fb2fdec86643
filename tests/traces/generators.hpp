// Random headers and records that a trace can hold.
#pragma once

#include <cstdint>
#include <string>

#include <rapidcheck.h>

#include "traces/trace.hpp"

namespace trapspec::traces {

inline std::string any_text() {
    return *rc::gen::element<std::string>(
        "", "plain", "with \"quotes\" and \\", "new\nline\ttab", "größer", "\xF0\x9F\x98\x80", "\x01\x7f", "{,}");
}

inline Event any_event(model::Event_kind kind) {
    Event event{.kind = kind, .arguments = {}};
    const auto& arguments = model::info(kind).arguments;
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        event.arguments[i] = arguments[i].type == model::Argument_type::flag ? *rc::gen::inRange<std::uint32_t>(0, 2)
                                                                             : *rc::gen::arbitrary<std::uint32_t>();
    }
    return event;
}

inline std::uint64_t any_value(const model::Word_info& info) {
    if (info.type == model::Word_type::flag) {
        return *rc::gen::inRange<std::uint64_t>(0, 2);
    }
    if (info.type == model::Word_type::reason) {
        return *rc::gen::inRange<std::uint64_t>(0, model::reason_table.size());
    }
    return *rc::gen::arbitrary<std::uint64_t>() >> (64 - info.width);
}

inline std::vector<Gate> any_gates() {
    return *rc::gen::container<std::vector<Gate>>(
        rc::gen::build<Gate>(rc::gen::set(&Gate::slot), rc::gen::set(&Gate::a), rc::gen::set(&Gate::b)));
}

inline Handler_entry any_handler_entry() {
    Handler_entry entry;
    entry.vector = *rc::gen::arbitrary<std::uint8_t>();
    entry.reflected = *rc::gen::arbitrary<bool>();
    entry.esp = *rc::gen::arbitrary<std::uint32_t>();
    entry.eflags = *rc::gen::arbitrary<std::uint32_t>();
    if (*rc::gen::arbitrary<bool>()) {
        entry.irq_enabled = *rc::gen::arbitrary<std::uint32_t>();
    }
    entry.words = *rc::gen::container<std::vector<std::uint32_t>>(rc::gen::arbitrary<std::uint32_t>());
    return entry;
}

inline Observation any_observation(bool is_after) {
    Observation observation;
    for (std::size_t i = 0; i < model::state_words.size(); ++i) {
        if (*rc::gen::arbitrary<bool>()) {
            observation.see(i, any_value(model::state_words[i]));
        }
    }
    observation.gates = any_gates();
    observation.idt = any_gates();
    if (*rc::gen::arbitrary<bool>()) {
        observation.idt_fnv1a = *rc::gen::arbitrary<std::uint32_t>();
    }
    observation.memory = *rc::gen::container<std::vector<Memory_word>>(
        rc::gen::build<Memory_word>(rc::gen::set(&Memory_word::address), rc::gen::set(&Memory_word::value)));
    if (is_after && *rc::gen::arbitrary<bool>()) {
        observation.fired = {any_text(), any_text()};
    }
    if (is_after && *rc::gen::arbitrary<bool>()) {
        observation.handler_entry = any_handler_entry();
    }
    return observation;
}

inline Record any_record(model::Event_kind kind) {
    Record record;
    record.event = any_event(kind);
    record.before = any_observation(false);
    record.after = any_observation(true);
    if (*rc::gen::arbitrary<bool>()) {
        record.uncompared = {{any_text(), any_text()}, {"field", any_text()}};
    }
    record.note = any_text();
    record.origin = any_text();
    return record;
}

inline Header any_header() {
    Header header;
    header.source = any_text();
    header.rules = *rc::gen::elementOf(rules_names);
    header.syscall_vector = *rc::gen::arbitrary<std::uint32_t>();
    const bool regular = *rc::gen::arbitrary<bool>();
    const auto base = *rc::gen::arbitrary<std::uint32_t>();
    for (std::uint32_t vector = 0; vector < vectors; ++vector) {
        header.handlers[vector] = base + (regular ? 12 * vector : vector * vector);
    }
    header.pfn_limit = *rc::gen::arbitrary<std::uint32_t>();
    header.mapped_pages = *rc::gen::arbitrary<std::uint32_t>();
    header.cpu = *rc::gen::element(Cpu::unnamed, Cpu::qemu_tcg, Cpu::bochs);
    header.notes = *rc::gen::element<std::string>("", "{}", R"({"deep":{"er":[1,2.5,null,"x"]}})");
    return header;
}

inline model::Event_kind any_kind() {
    return model::event_table[*rc::gen::inRange<std::size_t>(0, model::event_count)].kind;
}

} // namespace trapspec::traces
