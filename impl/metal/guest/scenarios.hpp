// The scenarios: each sets its gates, lets something happen, and says what must then be true.
#pragma once

#include "impl/metal/scenario.hpp"

namespace lguest::metal {

void run_syscall_scenario(Scenario scenario);
void run_exception_scenario(Scenario scenario);
void run_interrupt_scenario(Scenario scenario);
void run_gate_scenario(Scenario scenario);
void run_finding_scenario(Scenario scenario);
void measure_cost();

} // namespace lguest::metal
