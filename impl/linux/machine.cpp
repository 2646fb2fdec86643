#include "impl/linux/machine.hpp"

#include "impl/core/clock.hpp"

namespace lguest::harness {

constinit Machine machine = {};
constinit Switcher_pages switcher_pages = {};

void init_machine(Rules rules, u32 syscall_vector, const u32* handlers, u8* memory, u32 memory_bytes) {
    machine.host.rules = rules;
    machine.host.syscall_vector = syscall_vector;
    __builtin_memcpy(machine.host.default_handlers, handlers, sizeof machine.host.default_handlers);
    machine.memory.attach(memory, memory_bytes);
    machine.gates_digest.init();
    machine.idt_digest.init();
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

void take_trap() {
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
