// A counterexample as plain values: the free variables of the theorem, and the events that show it from a fresh Guest.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/state/event_kinds.hpp"

namespace trapspec::proofs {

/// The Switcher's stubs in every witness: base + stride * vector.
inline constexpr std::uint32_t stub_base = 0xfff9e10d;
inline constexpr std::uint32_t stub_stride = 12;

struct Witness_value {
    std::string name;
    unsigned width = 32; ///< bits; 0 for a flag
    std::uint64_t value = 0;
    bool any = false; ///< every other value would do as well

    bool operator==(const Witness_value&) const = default;
};

struct Witness_event {
    model::Event_kind kind = model::Event_kind::observe;
    std::array<std::uint32_t, model::max_arguments> arguments{};
    std::vector<std::pair<std::size_t, std::uint64_t>> changed; ///< state words that it changed: index, value after
    std::vector<std::string_view> fired;                        ///< names of the arms that fired

    bool operator==(const Witness_event&) const = default;
};

struct Witness {
    std::string theorem;
    std::string obligation;
    std::string rules;
    std::vector<std::string> violated; ///< the claims that do not hold
    std::vector<Witness_value> values; ///< in the order in which the theorem names them
    bool replays = false;              ///< the events below show the violation in the Concrete model
    std::uint32_t syscall_vector = 0x80;
    std::uint32_t pfn_limit = 0;
    std::uint32_t mapped_pages = 0;
    std::vector<Witness_event> events; ///< none for a counterexample that is a state, not a history

    bool operator==(const Witness&) const = default;
};

/// The witness in words, a line a value and a line an event.
[[nodiscard]] std::string describe(const Witness& witness);

/// Writes a replayable witness as a trace. The file appears whole or not at all.
void write_trace(const Witness& witness, std::string_view sentence, const std::filesystem::path& file);

} // namespace trapspec::proofs
