// The Host's own interrupt table: in force whenever no Guest runs.
#pragma once

#include "impl/metal/cpu_state.hpp"

namespace lguest::metal {

void init_host_idt();
[[nodiscard]] Table_register host_idt_register();

} // namespace lguest::metal
