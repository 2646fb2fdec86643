// Virtual interrupts: R-IRQ.
#pragma once

#include "impl/core/types.hpp"

namespace lguest {

struct Cpu;

// The number of the interrupt to deliver, or lguest_irqs; `more` as R-IRQ-1 has it.
[[nodiscard]] u32 interrupt_pending(const Cpu& cpu, bool& more);
void try_deliver_interrupt(Cpu& cpu, u32 irq, bool more);
void set_interrupt(Cpu& cpu, u32 irq);

} // namespace lguest
