// One turn of the Guest on the real CPU.
#pragma once

#include "impl/core/types.hpp"

namespace lguest {
struct Cpu;
}

namespace lguest::metal {

// Until a trap; if that was a real interrupt, the Host's handler has run too.
void take_turn(Cpu& cpu);
// How often a vector has ended a turn.
[[nodiscard]] u32 exits_by(u32 vector);

} // namespace lguest::metal
