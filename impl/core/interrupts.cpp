#include "impl/core/interrupts.hpp"

#include "impl/core/abi.hpp"
#include "impl/core/cpu.hpp"
#include "impl/core/deliver.hpp"
#include "impl/core/host.hpp"
#include "impl/core/memory.hpp"
#include "impl/core/services.hpp"
#include "impl/core/x86.hpp"

namespace lguest {
namespace {

// The lowest set bit of the map at or above `from`; the map's size if there is none.
u32 find_next_bit(u32 map, u32 from) {
    if (from >= lguest_irqs)
        return lguest_irqs;
    const u32 rest = map & (~0u << from);
    return rest == 0 ? lguest_irqs : static_cast<u32>(__builtin_ctz(rest));
}

// The lines of `map` that the Guest has a handler for.
u32 handled_lines(const Cpu& cpu, u32 map) {
    u32 handled = 0;
    for (u32 rest = map; rest != 0; rest &= rest - 1) {
        const u32 irq = find_next_bit(rest, 0);
        if (is_present(cpu.idt[first_external_vector + irq]))
            handled |= 1u << irq;
    }
    return handled;
}

} // namespace

// R-IRQ-1: `more` is the next bit's number as a truth value, and "none" is a number too; not under R-VER-3.
u32 interrupt_pending(const Cpu& cpu, bool& more) {
    const Rules& rules = cpu.guest->host->rules;
    u32 blocked;
    if (!read_data(*cpu.guest, &Lguest_data::blocked_interrupts, blocked))
        return lguest_irqs;

    u32 candidates = cpu.irqs_pending & ~blocked;
    if (rules.only_handled_lines_due)
        candidates = handled_lines(cpu, candidates);

    const u32 irq = find_next_bit(candidates, 0);
    const u32 next = find_next_bit(candidates, irq + 1);
    more = rules.more_counts ? next < lguest_irqs : next != 0;
    return irq;
}

// R-IRQ-2
void try_deliver_interrupt(Cpu& cpu, u32 irq, bool more) {
    if (irq >= lguest_irqs) {
        panic("virtual interrupt out of range");
        return;
    }

    // The Guest cannot be interrupted between enabling interrupts and looking whether one is waiting. One that halted
    // there would never wake, so R-VER-3 interrupts it.
    Guest& guest = *cpu.guest;
    const Rules& rules = guest.host->rules;
    const u32 eip = cpu.regs().eip;
    const bool in_window = guest.noirq_start <= eip && eip < guest.noirq_end;
    if (in_window && !(cpu.halted && rules.window_only_when_running))
        return;

    // A halted Guest meant to be interrupted, whatever its flag says.
    if (cpu.halted) {
        if (!write_data(guest, &Lguest_data::irq_enabled, eflags_if))
            kill(guest, Reason::reenabling_interrupts);
        cpu.halted = false;
    } else {
        u32 irq_enabled;
        if (!read_data(guest, &Lguest_data::irq_enabled, irq_enabled))
            irq_enabled = 0;
        if (rules.virtual_if_is_one_bit)
            irq_enabled &= eflags_if;
        if (irq_enabled == 0) {
            static_cast<void>(write_data(guest, &Lguest_data::irq_pending, eflags_if));
            return;
        }
    }

    const Desc gate = cpu.idt[first_external_vector + irq];
    if (is_present(gate)) {
        cpu.irqs_pending &= ~(1u << irq);
        set_guest_interrupt(cpu, gate, false);
    }

    // From here on with or without a handler.
    if (!write_data(guest, &Lguest_data::time, wall_time()))
        kill(guest, Reason::writing_timestamp);
    if (!more)
        static_cast<void>(write_data(guest, &Lguest_data::irq_pending, 0u));
}

// R-IRQ-3
void set_interrupt(Cpu& cpu, u32 irq) {
    cpu.irqs_pending |= 1u << irq;
    if (!wake(cpu))
        kick(cpu);
}

} // namespace lguest
