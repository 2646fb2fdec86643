#include "impl/linux/machine.hpp"

#include "impl/core/abi.hpp"
#include "impl/core/clock.hpp"
#include "impl/core/services.hpp"

namespace lguest::harness {

constinit Machine machine = {};
constinit Switcher_pages switcher_pages = {};

namespace {

// What a trap out of a Guest needs: a stack that ends with the register page, and no port that the Guest may use by itself.
bool tss_is_in_order() {
    const Tss& tss = switcher_pages.guest_tss;
    const uptr top = reinterpret_cast<uptr>(&switcher_pages.registers + 1);
    return tss.ss0 == lguest_ds && tss.esp0 == top && tss.io_bitmap_base >= sizeof(Tss);
}

} // namespace

void init_machine(Rules rules, u32 syscall_vector, const u32* handlers, u8* memory, u32 memory_bytes) {
    machine.host.rules = rules;
    machine.host.syscall_vector = syscall_vector;
    __builtin_memcpy(machine.host.default_handlers, handlers, sizeof machine.host.default_handlers);
    machine.memory.attach(memory, memory_bytes);
    machine.gates_digest.init();
    machine.idt_digest.init();
    for (Desc& gate : machine.behind_gates)
        gate = {guest_kernel_cs << gate_selector_shift, gate_present | gate_dpl_mask | trap_gate << gate_type_shift};
}

void start_guest(u32 pfn_limit, u32 mapped_pages) {
    machine.memory.reset(mapped_pages);

    __builtin_memset(&machine.guest, 0, sizeof machine.guest);
    machine.guest.host = &machine.host;
    machine.guest.memory = machine.memory.base();
    machine.guest.pfn_limit = pfn_limit;

    init_cpu(machine.cpu, machine.guest, switcher_pages);
    init_clockdev(machine.cpu);
    machine.started = true;
}

void fire_timer() {
    machine.programmed = {};
}

void check_timer() {
    const Clock_timer& wanted = machine.cpu.timer;
    if (machine.programmed.armed != wanted.armed || machine.programmed.deadline != wanted.deadline)
        panic("the timer is not set as the clock says");
}

void take_trap() {
    if (!tss_is_in_order())
        panic("a trap would not find the register page");

    const Stimulus& trap = machine.stimulus;
    Registers& regs = machine.cpu.regs();
    regs.trapnum = trap.trapnum;
    regs.errcode = trap.errcode;
    regs.eip = trap.eip;
    regs.cs = trap.cs;
    regs.eflags = trap.eflags;
    regs.esp = trap.esp;
    regs.ss = trap.ss;
    machine.cpu.last_pagefault = trap.cr2;
}

} // namespace lguest::harness
