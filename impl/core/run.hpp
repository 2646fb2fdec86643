// Running a Guest: R-RUN-1.
#pragma once

#include "impl/core/traps.hpp"

namespace lguest {

struct Cpu;

// What a Guest entry needs beforehand: R-COPY-1's last sentence, and R-SW-1's.
void prepare_entry(Cpu& cpu);
// Once round the loop for a Guest that lives; whether the trap that ended it was reflected, if one did.
Trap_result run_pass(Cpu& cpu);
// Until the Guest dies.
void run_guest(Cpu& cpu);

} // namespace lguest
