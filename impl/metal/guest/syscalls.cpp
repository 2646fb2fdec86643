// System calls: direct through a trap gate, reflected, and lost.
#include "impl/core/abi.hpp"
#include "impl/core/x86.hpp"
#include "impl/metal/guest/hypercalls.hpp"
#include "impl/metal/guest/kernel.hpp"
#include "impl/metal/guest/scenarios.hpp"
#include "impl/metal/guest/traps.hpp"
#include "impl/metal/guest/user.hpp"

namespace lguest::metal {
namespace {

constexpr u32 calls = 3; // that the program makes
constexpr u32 user_cs = 0x73;
constexpr u32 second_vector = 0x40;
// No exception of a CPU since the 387, and nobody's system call: its `int` is as good as any for a reflected call.
constexpr u32 reflected_vector = 9;

void serve(Frame& frame) {
    ++frame.eax;
}

void call_through(u32 vector, u32 type, void (*program)()) {
    open_gate(vector, type, user_too);
    on_vector(vector, serve);
    run_user(program, eflags_if | 2, {.eax = 100});
}

void direct(u32 vector, void (*program)()) {
    call_through(vector, trap_gate, program);
    expect_equal(times_seen(vector), calls, "the handler ran for each call");
    expect_equal(user_result, 100 + calls, "its answers came back");
    expect_equal(exits_by(vector), 0, "the Host saw none of them");
    expect_equal(seen(0).cs, user_cs, "the frame has the caller's code segment");
    expect_equal(seen(0).irq_enabled, eflags_if, "a trap gate leaves virtual interrupts alone");
    say("three direct system calls, and no exit");
}

void reflected() {
    call_through(reflected_vector, interrupt_gate, user_int_9);
    expect_equal(times_seen(reflected_vector), calls, "the handler ran for each call");
    expect_equal(user_result, 100 + calls, "its answers came back");
    expect_equal(exits_by(reflected_vector), calls, "each went by way of the Host");
    expect_equal(seen(0).irq_enabled, 0, "an interrupt gate turns virtual interrupts off");
    expect((seen(0).eflags & eflags_if) != 0, "the frame says that they were on");
    expect((seen(0).handler_eflags & eflags_if) != 0, "the real IF is set in the handler all the same");
    expect_equal(lguest_data.irq_enabled, eflags_if, "and on again behind it");
    say("three reflected system calls, an exit each");
}

// findings.md, 5 and 6: the Host takes the vector for that of a real interrupt.
void lost(u32 vector, void (*program)(), u32 host_handlers_run) {
    call_through(vector, interrupt_gate, program);
    expect_equal(times_seen(vector), 0, "no handler ran");
    expect_equal(user_result, 100, "the program went on as if nothing had been");
    expect_equal(exits_by(vector), calls, "the Host saw each call");
    expect_equal(hypercall(hypercall_unexpected), host_handlers_run, "interrupts that no device raised");
    say("three system calls through an interrupt gate, lost in the Host");
}

} // namespace

void run_syscall_scenario(Scenario scenario) {
    switch (scenario) {
    case Scenario::syscall_direct:
        return direct(syscall_vector_linux, user_int_80);
    case Scenario::syscall_second:
        return direct(second_vector, user_int_40);
    case Scenario::syscall_reflected:
        return reflected();
    case Scenario::syscall_lost:
        return lost(syscall_vector_linux, user_int_80, 0);
    default:
        return lost(second_vector, user_int_40, calls);
    }
}

} // namespace lguest::metal
