// Event sequences from RapidCheck's stateful testing: what comes next depends on how far the Guest is built up, and a
// sequence that fails shrinks by dropping events and simplifying the rest.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "traces/trace.hpp"

namespace trapspec::diff {

using traces::Event;

class Sequences {
public:
    explicit Sequences(std::uint64_t seed) : seed_(seed) {}

    /// The sequence of case `number`: the same for the same seed, whatever was generated before.
    [[nodiscard]] std::vector<Event> generate(std::uint64_t number) const;

    /// The simplest sequence found, starting from case `number`, for which `fails` still holds. `fails` is asked at
    /// most `most_attempts` times.
    [[nodiscard]] std::vector<Event> shrink(std::uint64_t number,
        const std::function<bool(const std::vector<Event>&)>& fails,
        std::size_t most_attempts = 20'000) const;

private:
    std::uint64_t seed_;
};

} // namespace trapspec::diff
