// The two things that a CPU does here: deliver an event, and return from a handler.
#pragma once

#include "model/arch/escalation.hpp"
#include "model/arch/iret.hpp"

namespace trapspec::model::arch {

/// One attempt to deliver `event`; `answer` says what came of it. `fired` is that of this attempt alone.
template <Domain D>
void deliver(Processor<D>& m, const Event<D>& event);

/// The same, followed by what its faults lead to: their delivery, a double fault, shutdown.
template <Domain D>
void deliver_and_escalate(Processor<D>& m, const Event<D>& event);

/// iret with operand size 32 (`wide`) or 16.
template <Domain D>
void return_from_handler(Processor<D>& m, Bool<D> wide);

} // namespace trapspec::model::arch
