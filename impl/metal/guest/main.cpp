#include "impl/core/abi.hpp"
#include "impl/metal/guest/hypercalls.hpp"
#include "impl/metal/guest/kernel.hpp"
#include "impl/metal/guest/scenarios.hpp"

namespace lguest::metal {
namespace {

constexpr u32 plan9_vector = 0x40;

bool wants_second_vector(Scenario scenario) {
    return scenario == Scenario::syscall_second || scenario == Scenario::syscall_second_lost;
}

void run(Scenario scenario) {
    if (scenario <= Scenario::syscall_second_lost)
        run_syscall_scenario(scenario);
    else if (scenario <= Scenario::switcher_guarded)
        run_exception_scenario(scenario);
    else if (scenario <= Scenario::noirq_window)
        run_interrupt_scenario(scenario);
    else if (scenario <= Scenario::no_stack)
        run_gate_scenario(scenario);
    else if (scenario != Scenario::cost)
        run_finding_scenario(scenario);
    else
        measure_cost();
}

} // namespace

// Called by entry.S with what the Host left in eax.
extern "C" [[noreturn]] void guest_main(Scenario scenario) {
    start_kernel(wants_second_vector(scenario) ? plan9_vector : syscall_vector_linux);
    if (scenario != Scenario::no_stack)
        set_kernel_stack();
    run(scenario);
    shut_down(failures());
}

} // namespace lguest::metal
