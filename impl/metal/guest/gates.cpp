// Gates that change while the Guest runs, and a kernel that goes wrong.
#include "impl/core/x86.hpp"
#include "impl/metal/guest/hypercalls.hpp"
#include "impl/metal/guest/kernel.hpp"
#include "impl/metal/guest/scenarios.hpp"
#include "impl/metal/guest/traps.hpp"
#include "impl/metal/guest/user.hpp"

namespace lguest::metal {
namespace {

constexpr u32 breakpoint = 3;
constexpr u32 gate_3_error_code = breakpoint << 3 | 2;

void expect_int3(u32 handled, u32 exits) {
    run_user(user_int3);
    expect_equal(times_seen(breakpoint), handled, "handlers run");
    expect_equal(exits_by(breakpoint), exits, "exits");
}

void changed() {
    open_gate(breakpoint, trap_gate, user_too);
    expect_int3(1, 0);
    open_gate(breakpoint, interrupt_gate, user_too);
    expect_int3(2, 1);
    // The neighbours' DPL is not this one's.
    open_gate(breakpoint - 1, trap_gate, kernel_only);
    open_gate(breakpoint + 1, trap_gate, kernel_only);
    expect_int3(3, 2);
    open_gate(breakpoint, interrupt_gate, kernel_only);
    expect_int3(3, 2);
    expect_equal(last_seen().errcode, gate_3_error_code, "closed by its DPL");
    open_gate(breakpoint, trap_gate, user_too);
    expect_int3(4, 2);
}

// Not present means not there, whatever else the words say: neither a bad type nor a good DPL counts.
void removed() {
    open_gate(breakpoint, trap_gate, user_too);
    expect_int3(1, 0);
    close_gate(breakpoint);
    expect_int3(1, 0);
    expect_equal(last_seen().errcode, gate_3_error_code, "ring 3 finds the Host's own gate, closed");
    hypercall(hypercall_load_idt_entry, breakpoint, 0x12345678, 0x00000500);
    expect_int3(1, 0);
    expect_equal(last_seen().vector, vector_general_protection, "still closed, and the Guest alive");
}

void bad() {
    constexpr u32 task_gate = 5;
    say("a task gate");
    hypercall(hypercall_load_idt_entry, breakpoint, 0, gate_present | task_gate << gate_type_shift);
}

void compute() {
    say("computing");
    while (true)
        asm volatile("");
}

} // namespace

void run_gate_scenario(Scenario scenario) {
    switch (scenario) {
    case Scenario::gates_changed:
        return changed();
    case Scenario::gate_removed:
        return removed();
    case Scenario::gate_bad:
        return bad();
    case Scenario::runaway:
        return compute();
    default:
        // No kernel stack (findings.md, 18): there is nowhere to push.
        say("ring 3 without a kernel stack");
        open_gate(0x80, trap_gate, user_too);
        open_gate(vector_invalid_tss, interrupt_gate, kernel_only, Response::abandon);
        run_user(user_int_80);
        expect(false, "the Guest still lives");
    }
}

} // namespace lguest::metal
