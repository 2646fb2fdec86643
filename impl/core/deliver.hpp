// Making the Guest believe that its CPU took an interrupt: R-PUSH.
#pragma once

#include "impl/core/desc.hpp"

namespace lguest {

struct Cpu;

void set_guest_interrupt(Cpu& cpu, Desc gate, bool has_error_code);

} // namespace lguest
