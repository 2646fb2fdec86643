// The Guest's kernel may use ports, of which it has none: reading gives ones, writing goes nowhere.
#pragma once

namespace lguest {
struct Cpu;
}

namespace lguest::metal {

// False if the instruction is not an IN or OUT of the Guest's kernel.
[[nodiscard]] bool step_over_io(Cpu& cpu);

} // namespace lguest::metal
