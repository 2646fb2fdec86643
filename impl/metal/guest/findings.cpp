// What findings.md says of the rules and only a CPU can show.
#include "impl/core/x86.hpp"
#include "impl/metal/guest/hypercalls.hpp"
#include "impl/metal/guest/kernel.hpp"
#include "impl/metal/guest/scenarios.hpp"
#include "impl/metal/guest/traps.hpp"
#include "impl/metal/guest/user.hpp"

namespace lguest::metal {
namespace {

constexpr u32 debug = 1;
constexpr u32 breakpoint = 3;
constexpr u32 machine_check = 18;
constexpr u32 reflected_vector = 9;

// 3: the stub of 11 expects an error code that `int 11` does not push, so what the Host takes for the vector is es.
// A null selector may have any RPL: 3 in es makes it a breakpoint.
void frame_shifted() {
    open_gate(vector_segment_not_present, interrupt_gate, user_too, Response::abandon);
    open_gate(breakpoint, interrupt_gate, kernel_only);
    run_user(user_int_11_shifted, 0x202, {.eax = 0x11111111, .ebx = 0x22222222, .ecx = breakpoint, .edx = 0});
    expect_equal(times_seen(vector_segment_not_present), 0, "the handler of 11 did not run");
    expect_equal(times_seen(breakpoint), 1, "that of 3 did");
    expect_equal(seen(0).eip, address_of(user_int_11_shifted) + 6, "for the int 11");
    expect_equal(user_result, 0x11111111, "ebx is what eax was");
}

// The same, and ebp is no selector that the Switcher could load into gs on its way back.
void frame_shifted_dies() {
    open_gate(vector_segment_not_present, interrupt_gate, user_too, Response::abandon);
    open_gate(breakpoint, interrupt_gate, kernel_only);
    run_user(user_int_11_shifted, 0x202, {.ecx = breakpoint, .edx = 0x5678});
    expect(false, "the Guest still lives");
}

// 8: the handler starts with TF, so its first instruction is single-stepped.
void tf_left_set() {
    open_gate(debug, trap_gate, kernel_only);
    run_user(user_tf_fault);
    const u32 steps = times_seen(debug);
    say("single steps:");
    hypercall(hypercall_print_number, steps);
    u32 inside = 0;
    for (u32 i = 0; i < seen_in_all(); ++i)
        inside += seen(i).vector == debug && (seen(i).cs & rpl_mask) == 1;
    expect(inside != 0, "the page fault's handler itself was stepped through");
}

// The same with a debug gate that is not direct: its own handler is stepped, and so on until the stack is used up.
void tf_dies() {
    open_gate(debug, interrupt_gate, kernel_only);
    run_user(user_tf_fault);
    expect(false, "the Guest still lives");
}

// R-VER-2 repairs it.
void tf_cleared() {
    open_gate(debug, trap_gate, kernel_only);
    run_user(user_tf_fault);
    for (u32 i = 0; i < seen_in_all(); ++i)
        expect(seen(i).vector != debug || (seen(i).cs & rpl_mask) == 3, "no handler was stepped through");
    expect_equal(times_seen(vector_page_fault), 1, "the page fault came");
    expect((last_seen().eflags & eflags_tf) != 0, "its frame has TF");
    expect((last_seen().handler_eflags & eflags_tf) == 0, "its handler has not");
}

// 8: the handler starts with NT, so its iret is a return to a task that is not there.
void nt_left_set() {
    open_gate(vector_invalid_tss, trap_gate, kernel_only, Response::abandon);
    open_gate(reflected_vector, interrupt_gate, user_too);
    expect(attempt([] { run_user(user_nt_call); }) == false, "the iret faulted in the kernel");
    expect_equal(last_seen().vector, vector_invalid_tss, "by a task return");
    expect((seen(0).handler_eflags & eflags_nt) != 0, "for NT was set in the handler");
}

// 1: a Guest's own trap gate for the machine check is in the real IDT; an `int 18` goes the way that a real one would.
void machine_check_direct() {
    open_gate(machine_check, trap_gate, user_too);
    run_user(user_int_18);
    expect_equal(times_seen(machine_check), 1, "the Guest's handler ran");
    expect_equal(exits_by(machine_check), 0, "and the Host never heard of it");
}

} // namespace

void run_finding_scenario(Scenario scenario) {
    switch (scenario) {
    case Scenario::frame_shifted:
        return frame_shifted();
    case Scenario::frame_shifted_dies:
        return frame_shifted_dies();
    case Scenario::tf_left_set:
        return tf_left_set();
    case Scenario::tf_dies:
        return tf_dies();
    case Scenario::tf_cleared:
        return tf_cleared();
    case Scenario::nt_left_set:
        return nt_left_set();
    default:
        return machine_check_direct();
    }
}

} // namespace lguest::metal
