// Where snapshots, tables and memory of two systems differ, field by field.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "diff/systems/system.hpp"

namespace trapspec::diff {

/// One field on which not all agree. A side that has nothing to say about it is empty.
struct Difference {
    std::string field;
    std::optional<std::uint64_t> observed;
    std::optional<std::uint64_t> model;
    std::optional<std::uint64_t> implementation;
    std::size_t word = npos; ///< index into model::state_words, for printing

    static constexpr std::size_t npos = ~std::size_t{0};
};

/// Quick: whether the two say the same of everything.
[[nodiscard]] bool agree(const Snapshot& model, const Snapshot& implementation);

/// Everything on which the snapshots differ; tables entry by entry, memory by its final content, and by the writes only
/// where that is the same.
[[nodiscard]] std::vector<Difference> differences(
    const Snapshot& from_model, const Snapshot& from_implementation, System& model, System& implementation);

/// Who is alone: "the recording", "the model", "the implementation", "model and implementation differ", ...
[[nodiscard]] std::string who_stands_alone(const Difference& difference);

/// A value as the field is written in a trace.
[[nodiscard]] std::string show_value(const Difference& difference, std::uint64_t value);

/// The values under each other with the differing bits marked, one line a side.
[[nodiscard]] std::string show(const Difference& difference);

} // namespace trapspec::diff
