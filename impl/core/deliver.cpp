#include "impl/core/deliver.hpp"

#include "impl/core/abi.hpp"
#include "impl/core/cpu.hpp"
#include "impl/core/host.hpp"
#include "impl/core/memory.hpp"
#include "impl/core/x86.hpp"

namespace lguest {
namespace {

// R-PUSH-1: counts down in Guest-physical memory, whatever the Guest has mapped at the page below.
void push(Guest& guest, u32& physical, u32 value) {
    physical -= sizeof value;
    write_guest_word(guest, physical, value);
}

// R-PUSH-3: the real IF is always 1 in a Guest, so its own idea of it comes from the data page.
u32 guest_eflags(const Guest& guest, u32 eflags) {
    u32 irq_enabled;
    if (read_data(guest, &Lguest_data::irq_enabled, irq_enabled) && (irq_enabled & eflags_if) == 0)
        return eflags & ~eflags_if;
    return eflags;
}

} // namespace

void set_guest_interrupt(Cpu& cpu, Desc gate, bool has_error_code) {
    Guest& guest = *cpu.guest;
    Registers& regs = cpu.regs();

    // R-PUSH-2: the top is translated once, before anything is pushed.
    const bool changes_ring = (regs.ss & rpl_mask) != guest_pl;
    const u32 segment = changes_ring ? cpu.ss1 : regs.ss;
    const u32 top = changes_ring ? cpu.esp1 : regs.esp;
    const u32 physical_top = guest_pa(guest, top);
    u32 physical = physical_top;

    if (changes_ring) {
        push(guest, physical, regs.ss);
        push(guest, physical, regs.esp);
    }

    // R-PUSH-3: read after those pushes, which may have landed on the word.
    const u32 eflags = guest_eflags(guest, regs.eflags);

    // R-PUSH-4
    push(guest, physical, eflags);
    push(guest, physical, regs.cs);
    push(guest, physical, regs.eip);

    // R-PUSH-5
    if (has_error_code)
        push(guest, physical, regs.errcode);

    // R-PUSH-6
    regs.ss = segment;
    regs.esp = top + (physical - physical_top);
    regs.cs = guest_kernel_cs;
    regs.eip = handler_address(gate);

    // R-VER-2
    if (guest.host->rules.clears_entry_flags)
        regs.eflags &= ~(eflags_tf | eflags_vm | eflags_rf | eflags_nt);

    // R-PUSH-7
    if (gate_type(gate) == interrupt_gate && !write_data(guest, &Lguest_data::irq_enabled, 0u))
        kill(guest, Reason::disabling_interrupts);
}

} // namespace lguest
