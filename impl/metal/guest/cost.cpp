// What a system call costs: direct, and reflected.
#include "impl/core/abi.hpp"
#include "impl/core/x86.hpp"
#include "impl/metal/guest/hypercalls.hpp"
#include "impl/metal/guest/kernel.hpp"
#include "impl/metal/guest/scenarios.hpp"
#include "impl/metal/guest/traps.hpp"
#include "impl/metal/guest/user.hpp"

namespace lguest::metal {
namespace {

constexpr u32 calls = 200;
constexpr u32 reflected_vector = 9;

u32 measured(void (*program)()) {
    run_user(program, 0x202, {.ebx = calls});
    return user_result;
}

} // namespace

// Both handlers are a bare iret: what is measured is the way there and back.
void measure_cost() {
    open_bare_gate(syscall_vector_linux, trap_gate);
    open_bare_gate(reflected_vector, interrupt_gate);
    say("time-stamp counter for 200 turns of an empty loop, direct calls, reflected calls:");
    const u32 nothing = measured(user_timed_nothing);
    const u32 direct = measured(user_timed_80);
    const u32 reflected = measured(user_timed_9);
    hypercall(hypercall_print_number, nothing);
    hypercall(hypercall_print_number, direct);
    hypercall(hypercall_print_number, reflected);
    expect(reflected - nothing >= 5 * (direct - nothing), "a reflected call costs five direct ones");
}

} // namespace lguest::metal
