#include "impl/core/run.hpp"

#include "impl/core/abi.hpp"
#include "impl/core/cpu.hpp"
#include "impl/core/host.hpp"
#include "impl/core/hypercalls.hpp"
#include "impl/core/idt.hpp"
#include "impl/core/interrupts.hpp"
#include "impl/core/services.hpp"

namespace lguest {

// R-COPY-1, R-SW-1
void prepare_entry(Cpu& cpu) {
    Host& host = *cpu.guest->host;
    Switcher_pages& pages = *cpu.pages;

    if (host.last_ran != &cpu)
        cpu.changed |= changed_all;
    host.last_ran = &cpu;

    if ((cpu.changed & changed_idt) != 0)
        copy_traps(cpu, pages.guest_idt, host);
    cpu.changed = 0;

    pages.guest_tss.ss1 = cpu.ss1;
    pages.guest_tss.esp1 = cpu.esp1;
    pages.registers.trapnum = impossible_trap;
}

// R-RUN-1
Trap_result run_pass(Cpu& cpu) {
    Guest& guest = *cpu.guest;
    const Registers& regs = cpu.regs();

    if (cpu.hypercall_pending) {
        cpu.hypercall_pending = false;
        do_hypercall(cpu, {regs.eax, {regs.ebx, regs.ecx, regs.edx}});
    }

    bool more = false;
    const u32 irq = interrupt_pending(cpu, more);
    if (irq < lguest_irqs)
        try_deliver_interrupt(cpu, irq, more);

    // The first look at the Guest's death: the hypercall or the delivery may have killed it.
    if (is_dead(guest))
        return Trap_result::handled;

    // An interrupt may have come in since: then go round again, or it would be slept through.
    if (cpu.halted) {
        if (interrupt_pending(cpu, more) >= lguest_irqs)
            sleep(cpu);
        return Trap_result::handled;
    }

    prepare_entry(cpu);
    switch_to_guest(cpu);
    return handle_trap(cpu);
}

void run_guest(Cpu& cpu) {
    while (!is_dead(*cpu.guest))
        run_pass(cpu);
}

} // namespace lguest
