// A trace in memory: plain values, one Record at a time. Names and types of events and state words come from the
// tables of model/state; FORMAT.md says how each looks in a file.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/state/event_kinds.hpp"
#include "model/state/reasons.hpp"
#include "model/state/words.hpp"

namespace trapspec::traces {

inline constexpr int format_version = 1;
inline constexpr std::array<std::string_view, 4> rules_names{"linux-2.6.32", "linux-3.11", "linux-3.18", "hardened"};
inline constexpr std::size_t vectors = 256;

/// The CPU that a recording was made on, as far as it is known to depart from the architecture.
enum class Cpu : std::uint8_t { unnamed, qemu_tcg, bochs };
inline constexpr std::array<std::string_view, 3> cpu_names{"", "qemu-tcg", "bochs"};
inline constexpr std::size_t max_line_bytes = std::size_t{16} << 20;

/// The first line of a trace.
struct Header {
    std::string source; ///< free text: what was recorded or generated, and by what
    std::string rules{rules_names[0]};
    std::uint32_t syscall_vector = 0x80;
    std::array<std::uint32_t, vectors> handlers{}; ///< the Switcher's stub for each vector
    std::uint32_t pfn_limit = 0;                   ///< the state at the start is as after start_guest with these two
    std::uint32_t mapped_pages = 0;
    Cpu cpu = Cpu::unnamed;
    std::string notes; ///< provenance: a JSON object as text on one line, or empty

    bool operator==(const Header&) const = default;
};

struct Event {
    model::Event_kind kind = model::Event_kind::observe;
    std::array<std::uint32_t, model::max_arguments> arguments{}; ///< in the table's order; the rest is 0

    bool operator==(const Event&) const = default;
};

/// One word of the state: an index into model::state_words and its value (a flag is 0 or 1, a reason its number).
struct State_word {
    std::size_t index = 0;
    std::uint64_t value = 0;

    bool operator==(const State_word&) const = default;
};

struct Gate {
    std::uint8_t slot = 0;
    std::uint32_t a = 0;
    std::uint32_t b = 0;

    bool operator==(const Gate&) const = default;
};

/// Four bytes of Guest-physical memory, little-endian, at any alignment.
struct Memory_word {
    std::uint32_t address = 0;
    std::uint32_t value = 0;

    bool operator==(const Memory_word&) const = default;
};

/// What a handler of the Guest told about its own start.
struct Handler_entry {
    std::uint8_t vector = 0;
    bool reflected = false;                   ///< the Host had delivered the event; else the CPU, without the Host
    std::uint32_t esp = 0;                    ///< when the handler started
    std::uint32_t eflags = 0;                 ///< by PUSHF
    std::optional<std::uint32_t> irq_enabled; ///< lguest_data's
    std::vector<std::uint32_t> words;         ///< from esp upwards, through the Guest's own mapping

    bool operator==(const Handler_entry&) const = default;
};

/// The index of a state word whose name is known at compile time.
consteval std::size_t word(std::string_view name) {
    return model::state_word_named(name).value();
}

/// What was seen of the state at one moment: any part of it.
struct Observation {
    std::vector<State_word> words;
    std::vector<Gate> gates;                ///< the Guest's vetted gates
    std::vector<Gate> idt;                  ///< the installed table
    std::optional<std::uint32_t> idt_fnv1a; ///< FNV-1a-32 over the installed table's 512 words, little-endian bytes
    std::vector<Memory_word> memory;
    std::vector<std::string> fired;             ///< rule arms that must have fired; only in `after`
    std::optional<Handler_entry> handler_entry; ///< only in `after`

    bool operator==(const Observation&) const = default;

    void see(std::size_t index, std::uint64_t value) { words.push_back({index, value}); }

    [[nodiscard]] std::optional<std::uint64_t> find(std::size_t index) const {
        const auto found = std::find_if(words.begin(), words.end(), [&](const auto& w) { return w.index == index; });
        return found == words.end() ? std::nullopt : std::optional{found->value};
    }

    [[nodiscard]] bool empty() const {
        return words.empty() && gates.empty() && idt.empty() && !idt_fnv1a && memory.empty() && fired.empty() &&
               !handler_entry;
    }

    void clear() {
        words.clear();
        gates.clear();
        idt.clear();
        idt_fnv1a.reset();
        memory.clear();
        fired.clear();
        handler_entry.reset();
    }
};

/// Something that a recording has and a replay cannot compare, with the reason.
struct Uncompared {
    std::string field;
    std::string reason;

    bool operator==(const Uncompared&) const = default;
};

/// One line after the header.
struct Record {
    Event event;
    Observation before;
    Observation after;
    std::vector<Uncompared> uncompared;
    std::string note;
    std::string origin; ///< where in the recording this comes from, e.g. "seq 197"

    bool operator==(const Record&) const = default;

    void clear() {
        event = {};
        before.clear();
        after.clear();
        uncompared.clear();
        note.clear();
        origin.clear();
    }
};

[[nodiscard]] inline Event make_event(model::Event_kind kind, std::initializer_list<std::uint32_t> arguments = {}) {
    Event event{.kind = kind, .arguments = {}};
    std::copy_n(arguments.begin(), std::min(arguments.size(), model::max_arguments), event.arguments.begin());
    return event;
}

} // namespace trapspec::traces
