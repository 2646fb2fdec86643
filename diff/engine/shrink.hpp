// The shortest and simplest events that still fail, by RapidCheck's shrinking.
#pragma once

#include <functional>
#include <vector>

#include "traces/trace.hpp"

namespace trapspec::diff {

using traces::Event;

/// Drops events and simplifies arguments as long as `fails` holds for what is left. It holds for `events`, and is asked at
/// most `most_attempts` times.
[[nodiscard]] std::vector<Event> shrink(const std::vector<Event>& events,
    const std::function<bool(const std::vector<Event>&)>& fails,
    std::size_t most_attempts = 20'000);

} // namespace trapspec::diff
