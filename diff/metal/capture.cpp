#include "diff/metal/capture.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "diff/decode.hpp"
#include "diff/metal/records.hpp"
#include "diff/systems/system.hpp"
#include "model/lguest/rule_set.hpp"
#include "traces/writer.hpp"

namespace trapspec::diff::metal {

namespace {

using model::Event_kind;

constexpr std::size_t emulated_argument = 8; // of `trap`

/// Turns the machine's records into those of a trace, in their order.
class Translator {
public:
    traces::Record translate(const Event_record& from) {
        traces::Record record;
        record.event.kind = static_cast<Event_kind>(from.event.kind);
        std::copy_n(from.event.arguments, record.event.arguments.size(), record.event.arguments.begin());
        for (const traces::Gate& gate : from.idt) {
            idt_[gate.slot] = gate;
        }
        if (from.event.observed != 0) {
            see_state(from, record);
        }
        return record;
    }

    traces::Record translate(const wire::metal::Entry& entry) const {
        traces::Record record;
        record.event.kind = Event_kind::observe;
        if (entry.vector >= idt_.size()) {
            throw System_error("a handler of the Guest reported an unknown vector");
        }
        traces::Handler_entry& report = record.after.handler_entry.emplace();
        report.vector = static_cast<std::uint8_t>(entry.vector);
        report.reflected = entry.reflected != 0;
        report.esp = entry.frame;
        report.eflags = entry.eflags;
        report.words.assign(
            entry.words, entry.words + std::min<std::size_t>(entry.frame_words, std::size(entry.words)));
        if (!report.reflected) {
            record.after.idt.push_back(idt_[entry.vector]);
        }
        return record;
    }

private:
    /// Everything but what a trace's event leaves otherwise than the run loop does.
    void see_state(const Event_record& from, traces::Record& record) {
        Snapshot snapshot{};
        static_assert(sizeof snapshot.words == sizeof from.event.words);
        std::copy(std::begin(from.event.words), std::end(from.event.words), std::begin(snapshot.words));

        const bool stepped = record.event.kind == Event_kind::trap && record.event.arguments[emulated_argument] != 0;
        for (std::size_t i = 0; i < model::state_word_count; ++i) {
            const bool by_emulation = stepped && (i == traces::word("eip") || i == traces::word("eax"));
            if (i != traces::word("hypercall_pending") && !by_emulation) {
                record.after.see(i, word_of(snapshot, i));
            }
        }
        if (stepped) {
            record.uncompared.push_back({"eip", "the Host stepped over an IN or OUT: outside the rules"});
        }
        record.after.memory = from.memory;
        record.after.gates = from.gates;
        record.after.idt = from.idt;
    }

    std::array<traces::Gate, wire::table_entries> idt_{}; ///< as installed
};

traces::Cpu cpu_of(Machine machine) {
    switch (machine) {
    case Machine::qemu:
        return traces::Cpu::qemu_tcg;
    case Machine::bochs:
        return traces::Cpu::bochs;
    default:
        return traces::Cpu::unnamed;
    }
}

traces::Header header_for(const Boot& boot, const std::string& version, const wire::metal::Started& started) {
    traces::Header header;
    if (started.rules >= model::rule_sets.size()) {
        throw System_error("the machine's records name an unknown rule version");
    }
    header.source = fmt::format("trapspec-metal, scenario {}, on {}", boot.scenario, version);
    header.rules = model::rule_sets[started.rules].name;
    header.syscall_vector = started.syscall_vector;
    std::copy(std::begin(started.handlers), std::end(started.handlers), header.handlers.begin());
    header.pfn_limit = started.pages;
    header.mapped_pages = started.pages;
    header.cpu = cpu_of(boot.machine);
    header.notes = nlohmann::ordered_json{{"scenario", boot.scenario},
        {"machine", machine_names[static_cast<std::size_t>(boot.machine)]},
        {"version",
            version}}.dump();
    return header;
}

} // namespace

std::span<const char* const> scenarios() {
    return wire::metal::scenarios;
}

Captured capture(const Boot& boot, const std::string& version, const std::filesystem::path& file) {
    const Run run = metal::run(boot);
    const std::vector<Machine_record> records = read_records(run.stream);
    const auto* const started = records.empty() ? nullptr : std::get_if<wire::metal::Started>(&records.front());
    const auto* const ended = records.empty() ? nullptr : std::get_if<wire::metal::Ended>(&records.back());
    if (started == nullptr || ended == nullptr) {
        throw System_error(
            fmt::format("scenario {} did not run to its end; the machine said:\n{}", boot.scenario, run.console));
    }

    Translator translator;
    traces::Writer writer(file, header_for(boot, version, *started));
    for (const Machine_record& record : records) {
        if (const auto* const event = std::get_if<Event_record>(&record)) {
            writer.write(translator.translate(*event));
        } else if (const auto* const entry = std::get_if<wire::metal::Entry>(&record)) {
            writer.write(translator.translate(*entry));
        }
    }
    writer.finish();
    return {.scenario = boot.scenario,
        .passed = ended->passed != 0,
        .events = writer.records(),
        .console = run.console,
        .seconds = run.seconds};
}

} // namespace trapspec::diff::metal
