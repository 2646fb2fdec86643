// Short runs of events with a purpose: what chance puts together too seldom, because every step has to fit the one before.
#pragma once

#include "diff/generate/random.hpp"
#include "diff/systems/stream.hpp"

namespace trapspec::diff {

/// Appends one of them, as far as there is room. It expects a Guest as boot_event builds it up.
void add_scenario(Random& random, Stream& stream);

} // namespace trapspec::diff
