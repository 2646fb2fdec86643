#include "impl/core/idt.hpp"

#include "impl/core/abi.hpp"
#include "impl/core/cpu.hpp"
#include "impl/core/host.hpp"
#include "impl/core/traps.hpp"
#include "impl/core/x86.hpp"

namespace lguest {
namespace {

// R-SET-3: bit 12 would make it a segment descriptor; the low byte is reserved in a gate.
constexpr u32 kept_high_bits = 0xFFFFEF00;

// R-LOAD-1: the NMI and the double fault are the Host's own, 15 is reserved, 0x1F is the hypercall.
bool is_refused_silently(u32 number) {
    return number == vector_nmi || number == vector_double_fault || number == vector_reserved_15 ||
           number == lguest_trap_entry;
}

} // namespace

// R-SET-1 to R-SET-3: a bad type kills, and is installed like a good one, except under R-VER-3.
void set_trap(Guest& guest, Desc& slot, Desc gate) {
    if (!is_present(gate)) {
        slot.a = 0;
        slot.b = 0;
        return;
    }

    const u32 type = gate_type(gate);
    if (type != interrupt_gate && type != trap_gate) {
        kill(guest, Reason::bad_idt_type, type);
        if (guest.host->rules.refused_gate_dropped)
            return;
    }

    slot.a = guest_kernel_cs << gate_selector_shift | (gate.a & gate_low_half);
    slot.b = gate.b & kept_high_bits;
}

// R-LOAD-1, R-LOAD-2: a number out of bounds still counts as a change, except under R-VER-3.
void load_guest_idt_entry(Cpu& cpu, u32 number, Desc gate) {
    if (is_refused_silently(number))
        return;

    Guest& guest = *cpu.guest;
    const bool in_bounds = number < idt_entries;
    if (in_bounds || !guest.host->rules.marked_after_bounds_check)
        cpu.changed |= changed_idt;
    if (in_bounds)
        set_trap(guest, cpu.idt[number], gate);
    else
        kill(guest, Reason::setting_idt_entry, number);
}

// R-DEF-1: who may `int` this vector is the Guest's choice (its gate's DPL), except for the hypercall, and under R-VER-3
// for the stubs that find an error code, which `int` does not push.
Desc default_idt_entry(const Host& host, u32 vector, const Desc* base) {
    const u32 handler = host.default_handlers[vector];
    const bool is_closed = host.rules.error_code_stubs_closed && has_error_code(vector);
    u32 flags = gate_present | interrupt_gate << gate_type_shift;
    if (vector == lguest_trap_entry)
        flags |= guest_pl << gate_dpl_shift;
    else if (base != nullptr && !is_closed)
        flags |= base->b & gate_dpl_mask;

    return {lguest_cs << gate_selector_shift | (handler & gate_low_half), (handler & gate_high_half) | flags};
}

// R-DEF-2
void setup_default_idt_entries(Desc* idt, const Host& host) {
    for (u32 vector = 0; vector < idt_entries; ++vector)
        idt[vector] = default_idt_entry(host, vector, nullptr);
}

namespace {

// R-COPY-1: only a trap gate may go direct, because an interrupt gate would really disable interrupts.
void copy_trap(const Cpu& cpu, Desc* idt, const Host& host, u32 vector) {
    if (!direct_trap(host, vector))
        return;
    const Desc& gate = cpu.idt[vector];
    if (gate_type(gate) == trap_gate)
        idt[vector] = gate;
    else
        idt[vector] = default_idt_entry(host, vector, &gate);
}

} // namespace

// From the first interrupt up only system calls go direct (R-TRAP-3).
void copy_traps(const Cpu& cpu, Desc* idt, const Host& host) {
    for (u32 vector = 0; vector < first_external_vector; ++vector)
        copy_trap(cpu, idt, host, vector);
    copy_trap(cpu, idt, host, syscall_vector_linux);
    copy_trap(cpu, idt, host, host.syscall_vector);
}

} // namespace lguest
