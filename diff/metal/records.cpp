#include "diff/metal/records.hpp"

#include <fmt/format.h>

#include <cstring>

#include "diff/systems/system.hpp"

namespace trapspec::diff::metal {

namespace {

using Words = std::span<const std::uint32_t>;

constexpr std::size_t head_words = 2;
constexpr std::size_t words_of_memory = 2;
constexpr std::size_t words_of_gate = 3;

[[noreturn]] void refuse(const char* what) {
    throw System_error(fmt::format("the machine's records are broken: {}", what));
}

template <class Struct>
Struct take(Words& words) {
    constexpr std::size_t count = sizeof(Struct) / sizeof(std::uint32_t);
    if (words.size() < count) {
        refuse("a record is too short");
    }
    Struct taken;
    std::memcpy(&taken, words.data(), sizeof taken);
    words = words.subspan(count);
    return taken;
}

std::vector<traces::Gate> take_gates(Words& words, std::size_t count) {
    std::vector<traces::Gate> gates;
    for (std::size_t i = 0; i < count; ++i) {
        const auto [slot, a, b] = take<std::array<std::uint32_t, words_of_gate>>(words);
        if (slot >= wire::table_entries) {
            refuse("there is no such slot");
        }
        gates.push_back({static_cast<std::uint8_t>(slot), a, b});
    }
    return gates;
}

Event_record take_event(Words& words) {
    Event_record record;
    record.event = take<wire::metal::Event>(words);
    if (record.event.kind >= model::event_count) {
        refuse("there is no such event");
    }
    for (std::uint32_t i = 0; i < record.event.memory; ++i) {
        const auto [address, value] = take<std::array<std::uint32_t, words_of_memory>>(words);
        record.memory.push_back({address, value});
    }
    record.gates = take_gates(words, record.event.gates);
    record.idt = take_gates(words, record.event.idt);
    return record;
}

Machine_record take_record(std::uint32_t kind, Words words) {
    switch (kind) {
    case wire::metal::started:
        return take<wire::metal::Started>(words);
    case wire::metal::event:
        return take_event(words);
    case wire::metal::entry:
        return take<wire::metal::Entry>(words);
    case wire::metal::ended:
        return take<wire::metal::Ended>(words);
    default:
        refuse("there is no such kind");
    }
}

} // namespace

std::vector<Machine_record> read_records(std::span<const std::uint32_t> stream) {
    std::vector<Machine_record> records;
    while (!stream.empty()) {
        if (stream.size() < head_words || stream.size() - head_words < stream[1]) {
            refuse("the last one is cut off");
        }
        records.push_back(take_record(stream[0], stream.subspan(head_words, stream[1])));
        stream = stream.subspan(head_words + stream[1]);
    }
    return records;
}

} // namespace trapspec::diff::metal
