// Virtual interrupt 0, which comes from the machine's timer by way of the Host's clock.
#include "impl/core/abi.hpp"
#include "impl/core/x86.hpp"
#include "impl/metal/guest/hypercalls.hpp"
#include "impl/metal/guest/kernel.hpp"
#include "impl/metal/guest/scenarios.hpp"
#include "impl/metal/guest/traps.hpp"
#include "impl/metal/guest/user.hpp"

// entry.S
extern "C" lguest::u32 spin_in_window(lguest::u32 vector, lguest::u32 times, lguest::u32 ns);

namespace lguest::metal {
namespace {

constexpr u32 timer = first_external_vector;
constexpr u32 some_ns = 5'000'000;
constexpr u32 user_cs = 0x73;

// Until so many more ticks of the machine have left the Guest.
void wait_for_ticks(u32 count) {
    const u32 until = exits_by(timer) + count;
    while (exits_by(timer) < until) {
    }
}

void timer_in_both_rings() {
    set_clock(some_ns);
    while (interrupts_seen == 0)
        asm volatile("" : : : "memory");
    expect_equal(last_seen().cs, guest_kernel_cs, "it came to the kernel");
    expect_equal(last_seen().irq_enabled, 0, "its gate turns virtual interrupts off");
    expect_equal(lguest_data.irq_enabled, eflags_if, "and the return turns them on");
    expect((last_seen().handler_eflags & eflags_if) != 0, "the real IF is set in the handler");
    expect(lguest_data.time.nsec != 0, "the Host wrote the time");
    wait_for_ticks(2);
    expect_equal(interrupts_seen, 1, "a clock event comes once");

    open_gate(timer, interrupt_gate, kernel_only, Response::abandon);
    set_clock(some_ns);
    run_user(user_spin);
    expect_equal(interrupts_seen, 2, "it came to ring 3");
    expect_equal(last_seen().cs, user_cs, "and the frame says so");
}

void halt() {
    for (u32 i = 1; i <= 2; ++i) {
        lguest_data.irq_enabled = 0;
        set_clock(some_ns);
        hypercall(hypercall_halt);
        expect_equal(interrupts_seen, i, "the handler ran before the kernel went on");
        expect_equal(lguest_data.irq_enabled, eflags_if, "virtual interrupts are on behind a halt");
    }
}

void blocked() {
    lguest_data.irq_enabled = 0;
    set_clock(some_ns);
    wait_for_ticks(3);
    expect_equal(interrupts_seen, 0, "nothing comes while virtual interrupts are off");
    expect_equal(lguest_data.irq_pending, eflags_if, "but the Host says that something waits");
    lguest_data.irq_enabled = eflags_if;
    wait_for_ticks(1);
    expect_equal(interrupts_seen, 1, "then it comes");

    lguest_data.blocked_interrupts = 1;
    set_clock(some_ns);
    wait_for_ticks(3);
    expect_equal(interrupts_seen, 1, "nothing comes of a blocked line");
    lguest_data.blocked_interrupts = 0;
    wait_for_ticks(1);
    expect_equal(interrupts_seen, 2, "then it comes");
}

void window() {
    expect_equal(spin_in_window(timer, exits_by(timer) + 3, some_ns), 0, "nothing comes inside the window");
    wait_for_ticks(1);
    expect_equal(interrupts_seen, 1, "outside it does");
}

} // namespace

void run_interrupt_scenario(Scenario scenario) {
    switch (scenario) {
    case Scenario::timer:
        return timer_in_both_rings();
    case Scenario::halt:
        return halt();
    case Scenario::irq_blocked:
        return blocked();
    default:
        return window();
    }
}

} // namespace lguest::metal
