// What the Guest's handlers report, and which of their entries the Host made.
#pragma once

#include "impl/core/types.hpp"

namespace lguest {
struct Guest;
}

namespace lguest::metal {

// The Host just built this frame for the handler of a vector.
void expect_entry(u32 vector, u32 frame);
// What was reported since the last time.
void record_entries(const Guest& guest);

} // namespace lguest::metal
