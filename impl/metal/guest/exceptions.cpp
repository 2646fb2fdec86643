// Exceptions, of ring 3 and of the Guest's kernel: who hears of them, and with what frame.
#include "impl/core/x86.hpp"
#include "impl/metal/guest/hypercalls.hpp"
#include "impl/metal/guest/kernel.hpp"
#include "impl/metal/guest/scenarios.hpp"
#include "impl/metal/guest/traps.hpp"
#include "impl/metal/guest/user.hpp"

namespace lguest::metal {
namespace {

constexpr u32 divide_error = 0;
constexpr u32 breakpoint = 3;
constexpr u32 user_cs = 0x73;

// SDM vol. 3A, "Error Code": the index of a gate, and that the index is of the IDT.
constexpr u32 gate_error_code(u32 vector) {
    return vector << 3 | 2;
}

// SDM vol. 3A, "Page-Fault Exceptions".
constexpr u32 absent = 0;
constexpr u32 protection = 1;
constexpr u32 on_write = 2;
constexpr u32 by_user = 4;

void expect_trap(u32 nth, u32 vector, u32 errcode) {
    expect_equal(seen(nth).vector, vector, "vector");
    expect_equal(seen(nth).errcode, errcode, "error code");
}

void expect_page_fault(u32 nth, u32 errcode, u32 address) {
    expect_trap(nth, vector_page_fault, errcode);
    expect_equal(seen(nth).cr2, address, "fault address");
}

void int3_open() {
    open_gate(breakpoint, trap_gate, user_too);
    run_user(user_int3);
    expect_equal(times_seen(breakpoint), 1, "the handler ran");
    expect_equal(seen(0).eip, address_of(user_int3) + 1, "behind the int3");
    expect_equal(seen(0).cs, user_cs, "from ring 3");
    expect_equal(exits_by(breakpoint), 0, "the Host was not asked");
}

void int3_closed() {
    open_gate(breakpoint, trap_gate, kernel_only);
    run_user(user_int3);
    expect_equal(times_seen(breakpoint), 0, "the handler did not run");
    expect_trap(0, vector_general_protection, gate_error_code(breakpoint));
    expect_equal(seen(0).eip, address_of(user_int3), "at the int3");
    expect(attempt([] { asm volatile("int3"); }), "the kernel itself may");
    expect_equal(times_seen(breakpoint), 1, "and its handler ran");

    open_gate(breakpoint, trap_gate, 0);
    expect(!attempt([] { asm volatile("int3"); }), "with DPL 0 not even the kernel may");
    expect_equal(last_seen().errcode, gate_error_code(breakpoint), "error code");
}

void int3_reflected() {
    open_gate(breakpoint, interrupt_gate, user_too);
    run_user(user_int3);
    expect_trap(0, breakpoint, 0);
    expect_equal(seen(0).eip, address_of(user_int3) + 1, "behind the int3");
    expect_equal(exits_by(breakpoint), 1, "by way of the Host");
}

void divide() {
    open_gate(divide_error, interrupt_gate, kernel_only, Response::skip_2);
    run_user(user_divide);
    expect_trap(0, divide_error, 0);
    expect_equal(seen(0).eip, address_of(user_divide_at), "at the division");
    expect_equal(exits_by(divide_error), 1, "reflected");

    open_gate(divide_error, trap_gate, kernel_only, Response::skip_2);
    run_user(user_divide);
    expect_equal(times_seen(divide_error), 2, "direct, too");
    expect_equal(exits_by(divide_error), 1, "without another exit");
}

void invalid_opcode() {
    open_gate(vector_invalid_opcode, trap_gate, kernel_only, Response::skip_2);
    run_user(user_ud2);
    expect_trap(0, vector_invalid_opcode, 0);
    expect_equal(seen(0).eip, address_of(user_ud2), "at the instruction");
    expect_equal(exits_by(vector_invalid_opcode), 1, "never direct, for it may be a vmcall");
}

extern "C" const u8 the_vmcall[];

u32 call_by_vmcall(u32 vector) {
    u32 answer = hypercall_exits;
    asm volatile("call do_vmcall" : "+a"(answer) : "b"(vector), "c"(0), "d"(0) : "memory");
    return answer;
}

void vmcall() {
    constexpr u32 expected[] = {0xCD, 0x1F, 0x90};
    expect_equal(call_by_vmcall(vector_invalid_opcode), 1, "the Host answered, after one invalid opcode");
    for (u32 i = 0; i < 3; ++i)
        expect_equal(the_vmcall[i], expected[i], "it is now int 0x1f; nop");
    expect_equal(call_by_vmcall(vector_invalid_opcode), 1, "the second one needs no rewriting");
    expect_equal(seen_in_all(), 0, "and the Guest's handlers heard nothing");
}

void page_fault() {
    run_user(user_read_unmapped);
    expect_page_fault(0, absent | by_user, unmapped_address);
    // The Host's tables get a page when it is first used; until then it is absent, for ring 3 too.
    expect_equal(interrupts_seen, 0, "no interrupt so far");
    run_user(user_write_kernel);
    const u32 address = word_of(const_cast<u32*>(&interrupts_seen));
    expect_page_fault(1, protection | on_write | by_user, address);
    expect(!attempt([] { *reinterpret_cast<volatile u32*>(unmapped_address) = 1; }), "nor may the kernel");
    expect_page_fault(2, absent | on_write, unmapped_address);
    expect_equal(times_seen(vector_page_fault), 3, "handlers run");
}

void general_protection() {
    run_user(user_hlt);
    expect_trap(0, vector_general_protection, 0);
    run_user(user_bad_selector);
    expect_trap(1, vector_general_protection, 0x888);
    expect(!attempt([] { asm volatile("cli"); }), "ring 1 may not turn interrupts off");
    expect_trap(2, vector_general_protection, 0);
    expect_equal(exits_by(vector_general_protection), 3, "each by way of the Host");
}

// What a Host with fault F4 does: the gate's DPL opens the stub, which then misses an error code.
void opened_13() {
    open_gate(vector_general_protection, interrupt_gate, user_too, Response::abandon);
    run_user(user_int_13);
    expect_trap(0, vector_general_protection, gate_error_code(vector_general_protection));
    expect_equal(seen(0).eip, address_of(user_int_13), "at the int");
    expect_equal(seen(0).cs, user_cs, "from ring 3");
}

void allow_float(Frame&) {
    hypercall(hypercall_ts, 0);
}

void device_not_available() {
    open_gate(vector_device_not_available, interrupt_gate, kernel_only);
    on_vector(vector_device_not_available, allow_float);
    run_user(user_float);
    expect_equal(user_result, 2, "1 + 1");
    expect_equal(exits_by(vector_device_not_available), 1, "the Host handed the unit over");
    expect_equal(times_seen(vector_device_not_available), 0, "and kept that to itself");

    hypercall(hypercall_ts, 1);
    run_user(user_float);
    expect_equal(user_result, 2, "1 + 1");
    expect_equal(exits_by(vector_device_not_available), 2, "TS is set");
    expect_equal(times_seen(vector_device_not_available), 1, "so now the kernel wants to know");
}

void io_emulated() {
    constexpr u16 port = 0x71;
    u32 value = 0;
    asm volatile("outb %%al, %1\n\tinl %%dx, %%eax" : "+a"(value) : "i"(port), "d"(port));
    expect_equal(value, 0xFFFFFFFF, "there is no device");
    expect_equal(exits_by(vector_general_protection), 2, "the Host stepped over both");
    expect_equal(seen_in_all(), 0, "the kernel heard nothing");
}

void switcher_guarded() {
    constexpr u32 switcher = 0xFFC00000;
    run_user(user_read_switcher);
    expect_page_fault(0, protection | by_user, switcher);
    expect(!attempt([] { *reinterpret_cast<volatile u32*>(switcher) = 0; }), "the kernel may not write there");
    expect_page_fault(1, protection | on_write, switcher);
}

} // namespace

// A function of its own, so that the instruction is in one place.
asm(".text\n"
    "do_vmcall:\n"
    "the_vmcall:\n\t"
    ".byte 0x0f, 0x01, 0xc1\n\t"
    "ret\n"
    ".globl the_vmcall");

void run_exception_scenario(Scenario scenario) {
    switch (scenario) {
    case Scenario::int3_open:
        return int3_open();
    case Scenario::int3_closed:
        return int3_closed();
    case Scenario::int3_reflected:
        return int3_reflected();
    case Scenario::divide_error:
        return divide();
    case Scenario::invalid_opcode:
        return invalid_opcode();
    case Scenario::vmcall:
        return vmcall();
    case Scenario::page_fault:
        return page_fault();
    case Scenario::general_protection:
        return general_protection();
    case Scenario::opened_13:
        return opened_13();
    case Scenario::device_not_available:
        return device_not_available();
    case Scenario::io_emulated:
        return io_emulated();
    default:
        return switcher_guarded();
    }
}

} // namespace lguest::metal
