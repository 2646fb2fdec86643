// Traps: which carry an error code, which may go direct, what the Host does before it reflects one.
#pragma once

#include "model/lguest/push.hpp"
#include "model/lguest/syscall.hpp"

namespace trapspec::model {

// R-TRAP-1 Seven vectors have an error code
// Given    a vector
// Then     whether it is 8, 10 to 14, or 17
// Source   rules.md R-TRAP-1; SDM vol. 3A, "Error Code"
// Why      Decided by the vector alone: a reflected `int n` for one of them gains a code that no CPU would push.
template <Domain D>
Bool<D> has_error_code(Bits<D, 32> n) {
    using Word = Bits<D, 32>;
    return (n == Word(constant::double_fault)) | (ule(Word(10), n) & ule(n, Word(constant::page_fault))) |
           (n == Word(constant::alignment_check));
}

// R-TRAP-2 A trap is delivered through the Guest's present gate
// Given    a vector, or the impossible number 256 and above
// Then     false above 255 and for a gate that is not present; else it is delivered with R-TRAP-1's error code, and
//          true
// Source   rules.md R-TRAP-2
template <Domain D>
Bool<D> deliver_trap(Machine<D>& m, Bits<D, 32> n) {
    const Gate<D> gate{m.gates.get(trunc<8>(n))};
    return decide(m,
        arm(Rule::trap_2_impossible_number,
            ule(Bits<D, 32>(constant::idt_entries), n),
            [](auto&) { return Bool<D>(false); }),
        arm(Rule::trap_2_not_present, !present(gate), [](auto&) { return Bool<D>(false); }),
        otherwise(Rule::trap_2_delivered, [=](auto& m) {
            set_guest_interrupt(m, gate, has_error_code<D>(n));
            return Bool<D>(true);
        }));
}

// R-TRAP-3 Some vectors never go direct
// Given    a vector
// Then     from 0x20 up, only system-call vectors may be direct; of those below and of system-call vectors, all but 7,
//          13, 14, 0x1F, and until linux-3.11 also 6
// Source   rules.md R-TRAP-3, R-VER-1; R-VER-3 machine-check-never-direct
template <Domain D>
Bool<D> direct_trap(const Machine<D>& m, Bits<D, 32> n) {
    using Word = Bits<D, 32>;
    const Bool<D> host_interrupt = ule(Word(constant::first_external_vector), n) & (!could_be_syscall(m, n));
    const Bool<D> needed_by_host =
        (Bool<D>(m.rules.vector_6_never_direct) & (n == Word(constant::invalid_opcode))) |
        (Bool<D>(m.rules.machine_check_never_direct) & (n == Word(constant::machine_check))) |
        (n == Word(constant::device_not_available)) | (n == Word(constant::general_protection)) |
        (n == Word(constant::page_fault)) | (n == Word(constant::hypercall_vector));
    return (!host_interrupt) & (!needed_by_host);
}

/// What the world around decided for a trap: inputs.
template <Domain D>
struct Trap_inputs {
    Bits<D, 32> cr2{};   ///< fault address
    Bool<D> emulated{};  ///< the instruction was an IN or OUT that the Host emulated
    Bool<D> satisfied{}; ///< demand paging satisfied the fault
};

namespace detail {

/// 0F 01 C1, vmcall, and its replacement CD 1F 90, int 0x1F; nop, as little-endian words.
inline constexpr std::uint32_t vmcall = 0xC1010F;
inline constexpr std::uint32_t int_0x1f_nop = 0x901FCD;

template <Domain D>
Bool<D> rewrite_vmcall(Machine<D>& m) {
    const Bits<D, 32> address = guest_pa(m, m.regs.eip);
    const Bits<D, 24> instruction = read_guest<3>(m, address);
    return decide(m,
        arm(Rule::trap_4_vmcall_rewritten,
            instruction == Bits<D, 24>(vmcall),
            [=](auto& m) {
                write_guest<3>(m, address, Bits<D, 24>(int_0x1f_nop));
                return Bool<D>(true);
            }),
        otherwise(Rule::trap_4_not_vmcall, [](auto&) { return Bool<D>(false); }));
}

template <Domain D>
Bool<D> may_be_vmcall(const Machine<D>& m, Bits<D, 32> n) {
    return Bool<D>(m.rules.vmcall_rewritten) &
           ((n == Bits<D, 32>(constant::general_protection)) | (n == Bits<D, 32>(constant::invalid_opcode))) &
           (rpl<D>(m.regs.cs) == Bits<D, 2>(constant::guest_kernel_ring));
}

/// Whether the Host dealt with the trap by itself.
template <Domain D>
Bool<D> handled_by_host(Machine<D>& m, Bits<D, 32> n, Trap_inputs<D> inputs) {
    using Word = Bits<D, 32>;
    const auto done = [](auto&) { return Bool<D>(true); };
    const Bool<D> emulated = (n == Word(constant::general_protection)) & (m.regs.errcode == Word(0)) & inputs.emulated;
    const Bool<D> fault = n == Word(constant::page_fault);
    return decide(m,
        arm(Rule::trap_4_emulated, emulated, done),
        arm(Rule::trap_4_guest_kernel_code, may_be_vmcall(m, n), [](auto& m) { return rewrite_vmcall(m); }),
        arm(Rule::trap_4_fault_satisfied, fault & inputs.satisfied, done),
        arm(Rule::trap_4_fault_reported,
            fault,
            [=](auto& m) {
                const auto written = write_data(m, data_field::cr2, inputs.cr2);
                when(m, Rule::trap_4_writing_cr2_failed, !written, [](auto& m) { kill(m, Reason::writing_cr2); });
                return Bool<D>(false);
            }),
        arm(Rule::trap_4_device_swallowed, (n == Word(constant::device_not_available)) & (!m.cpu.ts), done),
        arm(Rule::trap_4_hypercall,
            n == Word(constant::hypercall_vector),
            [](auto& m) {
                m.cpu.hypercall_pending = true;
                return Bool<D>(true);
            }),
        arm(Rule::trap_4_host_interrupt,
            ule(Word(constant::first_external_vector), n) & ult(n, Word(constant::idt_entries)) &
                !(Bool<D>(m.rules.system_calls_reflected) & could_be_syscall(m, n)),
            done),
        otherwise(Rule::trap_4_left_to_guest, [](auto&) { return Bool<D>(false); }));
}

/// The instructions that raise a vector by themselves. SDM vol. 2A, "INT n/INTO/INT3/INT1".
inline constexpr std::uint32_t int_n = 0xCD, int3 = 0xCC, into = 0xCE;

template <Domain D>
struct Software_interrupt {
    Bits<D, 32> vector{};
    Bits<D, 32> length{}; ///< of the instruction; 0: there was none
};

/// The software interrupt that the CPU refused with the trap at hand, for the DPL of the installed gate, though the
/// Guest's own gate lets it through. The Guest's kernel in ring 1 stands for one in ring 0, which every gate lets
/// through.
template <Domain D>
Software_interrupt<D> refused_software_interrupt(Machine<D>& m) {
    using Word = Bits<D, 32>;
    const Word code = m.regs.errcode;
    const Word n = lshr(code, Word(3));
    const Gate<D> gate{m.gates.get(trunc<8>(n))};
    const Bool<D> names_a_gate = ((code & Word(7)) == Word(2)) & ult(n, Word(constant::idt_entries));
    const Bits<D, 2> ring = rpl<D>(m.regs.cs);
    const Bool<D> let_through =
        present(gate) & ((ring == Bits<D, 2>(constant::guest_kernel_ring)) | ule(ring, dpl(gate)));
    const Bool<D> refused = Bool<D>(m.rules.refused_int_n_reflected) &
                            (m.regs.trapnum == Word(constant::general_protection)) & names_a_gate & let_through;
    const Word length = decide(m,
        arm(Rule::trap_4_gate_refused,
            refused,
            [=](auto& m) {
                const Bits<D, 8> opcode = read_guest<1>(m, guest_pa(m, m.regs.eip));
                const Bool<D> one_byte = ((opcode == Bits<D, 8>(int3)) & (n == Word(constant::breakpoint))) |
                                         ((opcode == Bits<D, 8>(into)) & (n == Word(constant::overflow)));
                return ite(opcode == Bits<D, 8>(int_n), Word(2), ite(one_byte, Word(1), Word(0)));
            }),
        otherwise(Rule::none, [](auto&) { return Word(0); }));
    return {n, length};
}

/// R-TRAP-2, and the kill that its false means.
template <Domain D>
void reflect_or_kill(Machine<D>& m, Bits<D, 32> n, Trap_inputs<D> inputs) {
    const Bits<D, 32> eip = m.regs.eip;
    const Bits<D, 32> detail = ite(n == Bits<D, 32>(constant::page_fault), inputs.cr2, m.regs.errcode);
    m.outcome.reflected = deliver_trap(m, n);
    when(m, Rule::trap_4_unhandled, !m.outcome.reflected, [=](auto& m) {
        kill(m, Reason::unhandled_trap, n, eip, detail);
    });
}

} // namespace detail

// R-TRAP-4 The Host deals with some traps itself
// Given    trapnum, errcode and the interrupted registers; what emulation and demand paging achieved
// Then     in order: an emulated IN or OUT (13, error code 0) is done; until linux-3.11, vmcall by the Guest kernel
//          (13, 6) is rewritten; a satisfied page fault is done, another has its address written to cr2 (a failure
//          kills); 7 is swallowed unless the Guest set TS; 0x1F is a hypercall; 32 to 255 were real interrupts. All
//          else is reflected by R-TRAP-2, and its false kills with vector, eip, and the error code (for 14 the fault
//          address).
// Source   rules.md R-TRAP-4, R-TRAP-2, R-VER-1; R-VER-3 system-calls-reflected, refused-int-n-reflected
// Why      32 to 255 includes the system-call vectors: one whose gate is not a trap gate comes back to the Host and is
//          lost.
template <Domain D>
void handle_trap(Machine<D>& m, Trap_inputs<D> inputs) {
    using Word = Bits<D, 32>;
    const Word n = m.regs.trapnum;
    const Bool<D> handled = detail::handled_by_host(m, n, inputs);
    when(m, Rule::trap_4_reflecting, !handled, [=](auto& m) {
        const detail::Software_interrupt<D> raised = detail::refused_software_interrupt(m);
        decide(m,
            arm(Rule::trap_4_int_n_reflected,
                raised.length != Word(0),
                [=](auto& m) {
                    m.regs.eip = m.regs.eip + raised.length;
                    m.regs.eflags = m.regs.eflags & ~Word(constant::eflags_rf);
                    set_guest_interrupt(m, Gate<D>{m.gates.get(trunc<8>(raised.vector))}, Bool<D>(false));
                    m.outcome.reflected = true;
                }),
            otherwise(Rule::none, [=](auto& m) { detail::reflect_or_kill(m, n, inputs); }));
    });
}

} // namespace trapspec::model
