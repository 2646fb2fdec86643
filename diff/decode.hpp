// Reading a snapshot by the names of the state words.
#pragma once

#include <cstdint>
#include <string>

#include "diff/systems/system.hpp"
#include "model/state/words.hpp"

namespace trapspec::diff {

/// The value of state word `index` (into model::state_words).
[[nodiscard]] std::uint64_t word_of(const Snapshot& snapshot, std::size_t index);

/// The same by name; the name must exist.
[[nodiscard]] std::uint64_t word_of(const Snapshot& snapshot, std::string_view name);

/// The value as a trace writes it: hex, true/false, or a reason's name.
[[nodiscard]] std::string show_word(std::size_t index, std::uint64_t value);

/// Why the Guest is dead, in the Host's words; "alive" if it is not.
[[nodiscard]] std::string show_death(const Snapshot& snapshot);

[[nodiscard]] inline std::uint64_t digest(const std::uint32_t (&words)[2]) {
    return std::uint64_t{words[1]} << 32 | words[0];
}

} // namespace trapspec::diff
