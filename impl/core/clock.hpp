// The Guest's one clock, which is virtual interrupt 0: R-CLK.
#pragma once

#include "impl/core/types.hpp"

namespace lguest {

struct Cpu;

void init_clockdev(Cpu& cpu);
void guest_set_clockevent(Cpu& cpu, u32 delta);
// Called by whoever keeps the timer.
void clock_expired(Cpu& cpu);

} // namespace lguest
