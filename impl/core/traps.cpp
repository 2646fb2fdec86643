#include "impl/core/traps.hpp"

#include "impl/core/abi.hpp"
#include "impl/core/cpu.hpp"
#include "impl/core/deliver.hpp"
#include "impl/core/host.hpp"
#include "impl/core/memory.hpp"
#include "impl/core/services.hpp"
#include "impl/core/syscall.hpp"
#include "impl/core/x86.hpp"

namespace lguest {
namespace {

constexpr u32 bit(u32 vector) {
    return 1u << vector;
}

constexpr u32 error_code_vectors =
    bit(vector_double_fault) | bit(vector_invalid_tss) | bit(vector_segment_not_present) | bit(vector_stack_fault) |
    bit(vector_general_protection) | bit(vector_page_fault) | bit(vector_alignment_check);

// SDM vol. 2, "VMCALL"; and `int 0x1F; nop`, which is as long.
constexpr u8 vmcall[3] = {0x0F, 0x01, 0xC1};
constexpr u8 hypercall_trap[3] = {0xCD, lguest_trap_entry, 0x90};

// R-TRAP-4: a Guest kernel's vmcall becomes the trap that it is on this Host, and runs again.
bool rewrite_vmcall(Cpu& cpu) {
    Guest& guest = *cpu.guest;
    const Registers& regs = cpu.regs();
    if (!guest.host->rules.rewrites_vmcall || (regs.cs & rpl_mask) != guest_pl)
        return false;

    const u32 address = guest_pa(guest, regs.eip);
    u8 bytes[sizeof vmcall];
    read_guest(guest, address, bytes, sizeof bytes);
    if (bytes[0] != vmcall[0] || bytes[1] != vmcall[1] || bytes[2] != vmcall[2])
        return false;

    write_guest(guest, address, hypercall_trap, sizeof hypercall_trap);
    return true;
}

// R-TRAP-4: a system call is one too, except under R-VER-3.
bool is_real_interrupt(const Host& host, u32 vector) {
    if (host.rules.system_calls_reflected && could_be_syscall(host, vector))
        return false;
    return vector >= first_external_vector && vector < idt_entries;
}

// The length of the instruction that raises `number`, or 0 if `opcode` is none.
u32 software_interrupt_length(u8 opcode, u32 number) {
    switch (opcode) {
    case opcode_int:
        return 2;
    case opcode_int3:
        return number == vector_breakpoint ? 1 : 0;
    case opcode_into:
        return number == vector_overflow ? 1 : 0;
    default:
        return 0;
    }
}

// R-TRAP-4, R-VER-3: the real gate refused an `int n` that the Guest's own allows. True if n was delivered instead.
bool reflect_refused_int(Cpu& cpu) {
    Guest& guest = *cpu.guest;
    Registers& regs = cpu.regs();
    if (!guest.host->rules.refused_int_n_reflected || regs.trapnum != vector_general_protection ||
        (regs.errcode & error_code_flags_mask) != error_code_idt)
        return false;

    const u32 number = regs.errcode >> error_code_index_shift;
    if (number >= idt_entries)
        return false;
    const Desc gate = cpu.idt[number];
    const u32 rpl = regs.cs & rpl_mask;
    if (!is_present(gate) || (rpl != guest_pl && rpl > gate_dpl(gate)))
        return false;

    u8 opcode;
    read_guest(guest, guest_pa(guest, regs.eip), &opcode, sizeof opcode);
    const u32 length = software_interrupt_length(opcode, number);
    if (length == 0)
        return false;

    regs.eip += length;
    regs.eflags &= ~eflags_rf; // it is the fault's
    set_guest_interrupt(cpu, gate, false);
    return true;
}

// R-TRAP-4: true if the trap needs no reflecting.
bool handled_by_host(Cpu& cpu) {
    const Registers& regs = cpu.regs();
    switch (regs.trapnum) {
    case vector_general_protection:
        return (regs.errcode == 0 && emulate_io(cpu)) || rewrite_vmcall(cpu);
    case vector_invalid_opcode:
        return rewrite_vmcall(cpu);
    case vector_page_fault:
        if (demand_page(cpu, cpu.last_pagefault, regs.errcode))
            return true;
        if (!write_data(*cpu.guest, &Lguest_data::cr2, cpu.last_pagefault))
            kill(*cpu.guest, Reason::writing_cr2);
        return false;
    case vector_device_not_available:
        return !cpu.ts;
    case lguest_trap_entry:
        cpu.hypercall_pending = true;
        return true;
    default:
        return is_real_interrupt(*cpu.guest->host, regs.trapnum);
    }
}

} // namespace

// R-TRAP-1
bool has_error_code(u32 vector) {
    return vector < 32 && (error_code_vectors & bit(vector)) != 0;
}

// R-TRAP-2
bool deliver_trap(Cpu& cpu, u32 vector) {
    if (vector >= idt_entries)
        return false;
    const Desc gate = cpu.idt[vector];
    if (!is_present(gate))
        return false;
    set_guest_interrupt(cpu, gate, has_error_code(vector));
    return true;
}

// R-TRAP-3, R-VER-1, R-VER-3
bool direct_trap(const Host& host, u32 vector) {
    if (vector >= first_external_vector && !could_be_syscall(host, vector))
        return false;
    switch (vector) {
    case vector_invalid_opcode:
        return !host.rules.rewrites_vmcall;
    case vector_machine_check:
        return !host.rules.machine_check_never_direct;
    case vector_device_not_available:
    case vector_general_protection:
    case vector_page_fault:
    case lguest_trap_entry:
        return false;
    default:
        return true;
    }
}

// R-TRAP-4, R-TRAP-2
Trap_result handle_trap(Cpu& cpu) {
    if (handled_by_host(cpu))
        return Trap_result::handled;

    const Registers& regs = cpu.regs();
    if (reflect_refused_int(cpu) || deliver_trap(cpu, regs.trapnum))
        return Trap_result::reflected;

    const u32 cause = regs.trapnum == vector_page_fault ? cpu.last_pagefault : regs.errcode;
    kill(*cpu.guest, Reason::unhandled_trap, regs.trapnum, regs.eip, cause);
    return Trap_result::unhandled;
}

} // namespace lguest
