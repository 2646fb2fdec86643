// The Guest's kernel stack: R-STK.
#pragma once

#include "impl/core/types.hpp"

namespace lguest {

struct Cpu;

void guest_set_stack(Cpu& cpu, u32 seg, u32 esp, u32 pages);
void pin_stack_pages(Cpu& cpu);

} // namespace lguest
