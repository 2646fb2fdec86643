#include <bitset>
#include <stdexcept>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "traces/format.hpp"
#include "traces/hex.hpp"

namespace trapspec::traces {

namespace {

void append_word(std::string& out, std::uint64_t value, std::size_t digits = 8) {
    out += '"';
    append_hex(out, value, digits);
    out += '"';
}

/// `,"name":` with the comma left out after an opening brace.
void append_key(std::string& out, std::string_view name) {
    if (out.back() != '{') {
        out += ',';
    }
    out += '"';
    out += name;
    out += "\":";
}

void append_flag(std::string& out, std::string_view name, std::uint64_t value) {
    if (value > 1) {
        throw std::invalid_argument(fmt::format("'{}' is a flag, 0 or 1, and not {}", name, value));
    }
    out += value != 0 ? "true" : "false";
}

void append_state_word(std::string& out, const model::Word_info& info, std::uint64_t value) {
    if (info.type == model::Word_type::flag) {
        append_flag(out, info.name, value);
    } else if (info.type == model::Word_type::reason) {
        if (value >= model::reason_table.size()) {
            throw std::invalid_argument(fmt::format("{} is not the number of a reason", value));
        }
        append_json_string(out, model::reason_table[value].name);
    } else if (info.width < 64 && (value >> info.width) != 0) {
        throw std::invalid_argument(fmt::format("'{}' has {} bits; {:#x} does not fit", info.name, info.width, value));
    } else {
        append_word(out, value, hex_digits(info.width));
    }
}

template <class Elements, class Append>
void append_list(std::string& out, std::string_view name, const Elements& elements, Append&& append) {
    if (elements.empty()) {
        return;
    }
    append_key(out, name);
    out += '[';
    for (const auto& each : elements) {
        append(each);
        out += ',';
    }
    out.back() = ']';
}

void append_gates(std::string& out, std::string_view name, const std::vector<Gate>& gates) {
    append_list(out, name, gates, [&](const Gate& gate) {
        fmt::format_to(std::back_inserter(out), R"([{},"0x{:08x}","0x{:08x}"])", gate.slot, gate.a, gate.b);
    });
}

void append_handler_entry(std::string& out, const Handler_entry& entry) {
    append_key(out, "handler_entry");
    fmt::format_to(std::back_inserter(out),
        R"({{"vector":"0x{:08x}","reflected":{},"esp":"0x{:08x}","eflags":"0x{:08x}")",
        entry.vector,
        entry.reflected,
        entry.esp,
        entry.eflags);
    if (entry.irq_enabled) {
        append_key(out, "irq_enabled");
        append_word(out, *entry.irq_enabled);
    }
    append_key(out, "words");
    std::string_view separator = "[";
    for (const std::uint32_t word : entry.words) {
        out += separator;
        append_word(out, word);
        separator = ",";
    }
    out += entry.words.empty() ? "[]}" : "]}";
}

void append_observation(std::string& out, std::string_view name, const Observation& observation) {
    if (observation.empty()) {
        return;
    }
    append_key(out, name);
    if ((!observation.fired.empty() || observation.handler_entry) && name != "after") {
        throw std::invalid_argument("'fired' and 'handler_entry' belong into 'after'");
    }
    out += '{';
    std::bitset<model::state_word_count> seen;
    for (const State_word& each : observation.words) {
        if (each.index >= seen.size() || seen.test(each.index)) {
            throw std::invalid_argument(fmt::format("state word {} is unknown or there twice", each.index));
        }
        seen.set(each.index);
        const model::Word_info& info = model::state_words[each.index];
        append_key(out, info.name);
        append_state_word(out, info, each.value);
    }
    append_gates(out, "gates", observation.gates);
    append_gates(out, "idt", observation.idt);
    if (observation.idt_fnv1a) {
        append_key(out, "idt_fnv1a");
        append_word(out, *observation.idt_fnv1a);
    }
    append_list(out, "memory", observation.memory, [&](const Memory_word& each) {
        fmt::format_to(std::back_inserter(out), R"(["0x{:08x}","0x{:08x}"])", each.address, each.value);
    });
    append_list(out, "fired", observation.fired, [&](const std::string& arm) { append_json_string(out, arm); });
    if (observation.handler_entry) {
        append_handler_entry(out, *observation.handler_entry);
    }
    out += '}';
}

void append_text(std::string& out, std::string_view name, std::string_view text) {
    if (!text.empty()) {
        append_key(out, name);
        append_json_string(out, text);
    }
}

void append_handlers(std::string& out, const std::array<std::uint32_t, vectors>& handlers) {
    const std::uint32_t stride = handlers[1] - handlers[0];
    bool regular = true;
    for (std::uint32_t vector = 0; vector < vectors; ++vector) {
        regular = regular && handlers[vector] == handlers[0] + vector * stride;
    }
    if (regular) {
        append_key(out, "handlers");
        fmt::format_to(std::back_inserter(out), R"({{"base":"0x{:08x}","stride":"0x{:08x}"}})", handlers[0], stride);
    } else {
        append_list(out, "handlers", handlers, [&](std::uint32_t handler) { append_word(out, handler); });
    }
}

bool is_object_on_one_line(const std::string& text) {
    return text.find('\n') == std::string::npos && text.starts_with('{') && nlohmann::json::accept(text);
}

} // namespace

void append_json_string(std::string& out, std::string_view text) {
    const auto is_plain = [](char c) { return c >= ' ' && c <= '~' && c != '"' && c != '\\'; };
    if (std::all_of(text.begin(), text.end(), is_plain)) {
        out += '"';
        out += text;
        out += '"';
    } else {
        out += nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    }
}

void append_header(std::string& out, const Header& header) {
    if (std::find(rules_names.begin(), rules_names.end(), header.rules) == rules_names.end()) {
        throw std::invalid_argument(fmt::format("'{}' is not the name of a rule version", header.rules));
    }
    out += fmt::format(R"({{"trapspec":{})", format_version);
    append_key(out, "source");
    append_json_string(out, header.source);
    append_key(out, "rules");
    append_json_string(out, header.rules);
    append_key(out, "constants");
    out += '{';
    append_key(out, "syscall_vector");
    append_word(out, header.syscall_vector);
    append_handlers(out, header.handlers);
    out += '}';
    append_key(out, "initial");
    fmt::format_to(std::back_inserter(out),
        R"({{"pfn_limit":"0x{:08x}","mapped_pages":"0x{:08x}"}})",
        header.pfn_limit,
        header.mapped_pages);
    if (header.cpu != Cpu::unnamed) {
        append_key(out, "cpu");
        append_json_string(out, cpu_names.at(static_cast<std::size_t>(header.cpu)));
    }
    if (!header.notes.empty()) {
        if (!is_object_on_one_line(header.notes)) {
            throw std::invalid_argument("a header's notes must be a JSON object on one line");
        }
        append_key(out, "notes");
        out += header.notes;
    }
    out += '}';
}

void append_record(std::string& out, const Record& record) {
    out += '{';
    const model::Event_info& info = model::info(record.event.kind);
    append_key(out, "event");
    append_json_string(out, info.name);
    for (std::size_t i = 0; i < info.arguments.size(); ++i) {
        append_key(out, info.arguments[i].name);
        if (info.arguments[i].type == model::Argument_type::flag) {
            append_flag(out, info.arguments[i].name, record.event.arguments[i]);
        } else {
            append_word(out, record.event.arguments[i]);
        }
    }
    append_observation(out, "before", record.before);
    append_observation(out, "after", record.after);
    if (!record.uncompared.empty()) {
        append_key(out, "uncompared");
        out += '{';
        for (const Uncompared& each : record.uncompared) {
            if (out.back() != '{') {
                out += ',';
            }
            append_json_string(out, each.field);
            out += ':';
            append_json_string(out, each.reason);
        }
        out += '}';
    }
    append_text(out, "note", record.note);
    append_text(out, "origin", record.origin);
    out += '}';
}

} // namespace trapspec::traces
