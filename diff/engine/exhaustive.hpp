// Spaces that are small enough to be run to the last value, and how their values become streams.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "diff/systems/stream.hpp"

namespace trapspec::diff {

struct Space {
    std::string_view name;
    std::string_view meaning;
    std::uint64_t values;
    std::uint32_t values_in_a_stream;
    /// Fills an empty stream: a fresh start, and `values_in_a_stream` values from `first` on.
    void (*make)(std::uint64_t first, Stream& stream);

    [[nodiscard]] std::uint64_t streams() const { return (values + values_in_a_stream - 1) / values_in_a_stream; }
};

[[nodiscard]] std::span<const Space> spaces();

/// Throws std::invalid_argument, naming those that there are.
[[nodiscard]] const Space& space_named(std::string_view name);

} // namespace trapspec::diff
