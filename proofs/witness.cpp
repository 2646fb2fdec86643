#include "proofs/witness.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "model/state/words.hpp"
#include "traces/writer.hpp"

namespace trapspec::proofs {

namespace {

std::string value_text(const Witness_value& value) {
    return value.width == 0 ? (value.value != 0 ? "true" : "false") : fmt::format("{:#x}", value.value);
}

std::string event_text(const Witness_event& event) {
    const model::Event_info& info = model::info(event.kind);
    std::vector<std::string> arguments;
    for (std::size_t i = 0; i < info.arguments.size(); ++i) {
        const bool zero_register = event.kind == model::Event_kind::set_registers && event.arguments[i] == 0;
        if (!zero_register) {
            arguments.push_back(fmt::format("{}={:#x}", info.arguments[i].name, event.arguments[i]));
        }
    }
    return fmt::format("{}({})", info.name, fmt::join(arguments, ", "));
}

} // namespace

std::string describe(const Witness& witness) {
    std::string text = fmt::format("{} is violated in {} ({})\n", witness.theorem, witness.rules, witness.obligation);
    for (const std::string& claim : witness.violated) {
        text += fmt::format("  not so: {}\n", claim);
    }
    std::vector<std::string_view> free;
    for (const Witness_value& value : witness.values) {
        if (value.any) {
            free.push_back(value.name);
        } else {
            text += fmt::format("  {} = {}\n", value.name, value_text(value));
        }
    }
    if (!free.empty()) {
        text += fmt::format("  any: {}\n", fmt::join(free, " "));
    }
    if (!witness.events.empty()) {
        text += fmt::format(
            "  from a fresh Guest of {} pages, system-call vector {:#x}:\n", witness.pfn_limit, witness.syscall_vector);
    }
    for (const Witness_event& event : witness.events) {
        text += fmt::format("    {}\n", event_text(event));
    }
    return text;
}

void write_trace(const Witness& witness, std::string_view sentence, const std::filesystem::path& file) {
    traces::Header header;
    header.source = fmt::format("counterexample to theorem {} ({})", witness.theorem, sentence);
    header.rules = witness.rules;
    header.syscall_vector = witness.syscall_vector;
    for (std::uint32_t vector = 0; vector < traces::vectors; ++vector) {
        header.handlers[vector] = stub_base + stub_stride * vector;
    }
    header.pfn_limit = witness.pfn_limit;
    header.mapped_pages = witness.mapped_pages;

    traces::Writer writer(file, header);
    for (const Witness_event& event : witness.events) {
        traces::Record record;
        record.event.kind = event.kind;
        record.event.arguments = event.arguments;
        for (const auto& [index, value] : event.changed) {
            record.after.see(index, value);
        }
        for (const std::string_view arm : event.fired) {
            record.after.fired.emplace_back(arm);
        }
        if (&event == &witness.events.back()) {
            record.note = fmt::format("here it is not so: {}", fmt::join(witness.violated, "; "));
        }
        writer.write(record);
    }
    writer.finish();
}

} // namespace trapspec::proofs
