// Putting a Guest into its memory.
#pragma once

#include "impl/core/cpu.hpp"
#include "impl/core/host.hpp"
#include "impl/metal/scenarios.hpp"

namespace lguest::metal {

struct Machine {
    Host host;
    Guest guest;
    Cpu cpu;
};

// Ready to enter: memory holds the Guest's image and zeroes, the registers are those of a kernel's start.
void launch(Machine& machine, const Scenario_info& scenario, u32 host_cr3);

} // namespace lguest::metal
