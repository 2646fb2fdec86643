// The machine's own interrupts: the PIC, the tick of the PIT, and the time that is counted by it.
#pragma once

#include "impl/core/lguest_data.hpp"
#include "impl/core/types.hpp"

namespace lguest {
struct Cpu;
}

namespace lguest::metal {

inline constexpr u32 pic_lines = 16;

void init_interrupt_controller();
// From now on none at all.
void mask_interrupts();
// The Host's handler for a vector, whether the interrupt came while a Guest ran or while the Host slept.
void host_interrupt(u32 vector);
// Whose timer the tick serves.
void serve_clock_of(Cpu& cpu);

[[nodiscard]] u32 ticks();
// Vectors that no device has, so far: a Guest's `int n` can bring the Host here (findings.md, 5).
[[nodiscard]] u32 unexpected_interrupts();

} // namespace lguest::metal
