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

constexpr std::uint32_t page_bytes = 4096;
constexpr std::size_t emulated_argument = 8; // of `trap`

/// Turns the machine's records into those of a trace, in their order.
class Translator {
public:
    explicit Translator(const wire::metal::Started& started) : pages_(started.pages) {}

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
        const auto most = static_cast<std::uint32_t>(std::size(entry.words));
        const std::uint32_t count = std::min(entry.frame_words, most);
        std::string words;
        for (std::uint32_t i = 0; i < count; ++i) {
            words += fmt::format(" 0x{:08x}", entry.words[i]);
        }
        record.note =
            fmt::format("the Guest's handler of vector 0x{:x} was entered {}; frame at 0x{:08x}:{}; eflags 0x{:08x}",
                entry.vector,
                entry.reflected != 0 ? "by the Host" : "by the CPU",
                entry.frame,
                words,
                entry.eflags);
        if (entry.reflected != 0) {
            see_frame(entry, count, record);
        } else {
            see_direct_gate(entry, record);
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

    /// The scenarios' Guests have their stacks where virtual is physical.
    void see_frame(const wire::metal::Entry& entry, std::uint32_t count, traces::Record& record) const {
        for (std::uint32_t i = 0; i < count; ++i) {
            const std::uint32_t address = entry.frame + i * 4;
            if (address < pages_ * page_bytes) {
                record.after.memory.push_back({address, entry.words[i]});
            }
        }
    }

    void see_direct_gate(const wire::metal::Entry& entry, traces::Record& record) const {
        if (entry.vector < idt_.size()) {
            record.after.idt.push_back(idt_[entry.vector]);
        }
        record.uncompared.push_back({"guest_handler_entry", "the CPU delivered directly: outside the Host's rules"});
    }

    std::uint32_t pages_;
    std::array<traces::Gate, wire::table_entries> idt_{}; ///< as installed
};

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

    Translator translator(*started);
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
