// Delivering into the Guest: the frame that the CPU would have pushed, pushed by the Host.
#pragma once

#include "model/lguest/data_page.hpp"
#include "model/lguest/gate.hpp"

namespace trapspec::model {

/// Requested privilege level of a selector.
template <Domain D>
Bits<D, 2> rpl(Bits<D, 32> selector) {
    return extract<1, 0>(selector);
}

// R-PUSH-1 A push counts down in Guest-physical memory
// Given    the Guest-physical address of the last word on the stack
// Then     the address is 4 less, and the word is written there by R-MEM-2
// Source   rules.md R-PUSH-1; SDM vol. 3A, "Stack Usage on Transfers to Interrupt and Exception-Handling Routines"
// Why      The translation is made once, for the top: a frame that crosses a page goes on in physical memory.
template <Domain D>
Bits<D, 32> push(Machine<D>& m, Bits<D, 32> stack, Bits<D, 32> word) {
    const Bits<D, 32> next = stack - Bits<D, 32>(4);
    write_guest<4>(m, next, word);
    return next;
}

// R-PUSH-2 Leaving ring 3 switches to the kernel stack
// Given    the interrupted registers, and the physical top of the stack that R-PUSH-2 chose
// Then     if the RPL of ss is not 1, the frame starts with the old ss and esp
// Source   rules.md R-PUSH-2; SDM vol. 3A, "Stack Usage on Transfers to Interrupt and Exception-Handling Routines"
template <Domain D>
Bits<D, 32> push_old_stack(Machine<D>& m, Bits<D, 32> stack, Bool<D> switched) {
    return decide(m,
        arm(Rule::push_2_switched, switched, [=](auto& m) { return push(m, push(m, stack, m.regs.ss), m.regs.esp); }),
        otherwise(Rule::push_2_same_stack, [=](auto&) { return stack; }));
}

// R-PUSH-3 The pushed IF is the virtual one
// Given    the interrupted eflags and lguest_data.irq_enabled
// Then     IF is cleared if irq_enabled can be read and its IF is 0; otherwise eflags is as it is
// Source   rules.md R-PUSH-3
// Why      The real IF is always 1 while the Guest runs. The read comes after ss and esp were pushed, so a frame that
//          overlaps lguest_data changes what is read.
template <Domain D>
Bits<D, 32> pushed_flags(Machine<D>& m) {
    const Data_word<D> enabled = read_data(m, data_field::irq_enabled);
    const Bool<D> clear = enabled.readable & ((enabled.value & Bits<D, 32>(constant::eflags_if)) == Bits<D, 32>(0));
    const Bits<D, 32> flags = m.regs.eflags;
    when(m, Rule::push_3_virtual_if_clear, clear, [](auto&) {});
    return ite(clear, flags & ~Bits<D, 32>(constant::eflags_if), flags);
}

// R-PUSH-5 The error code follows if the vector has one
// Given    what the caller says of the vector
// Then     regs.errcode is pushed, or nothing
// Source   rules.md R-PUSH-5; SDM vol. 3A, "Error Code"
template <Domain D>
Bits<D, 32> push_error_code(Machine<D>& m, Bits<D, 32> stack, Bool<D> has_error_code) {
    return decide(m,
        arm(Rule::push_5_error_code, has_error_code, [=](auto& m) { return push(m, stack, m.regs.errcode); }),
        otherwise(Rule::none, [=](auto&) { return stack; }));
}

// R-PUSH-7 An interrupt gate turns virtual interrupts off
// Given    the gate that was used
// Then     for type 0xE, 0 is written to irq_enabled, and a failure kills; any other type leaves it alone
// Source   rules.md R-PUSH-7; SDM vol. 3A, "Flag Usage By Exception- or Interrupt-Handler Procedure"
template <Domain D>
void disable_virtual_interrupts(Machine<D>& m, Gate<D> gate) {
    decide(m,
        arm(Rule::push_7_disabled,
            is_interrupt_gate(gate),
            [](auto& m) {
                const auto written = write_data(m, data_field::irq_enabled, Bits<D, 32>(0));
                when(
                    m, Rule::push_7_disabling_failed, !written, [](auto& m) { kill(m, Reason::disabling_interrupts); });
            }),
        otherwise(Rule::push_7_trap_gate, [](auto&) {}));
}

// R-PUSH-4, R-PUSH-6 Flags, cs and eip are pushed; the Guest goes on at the handler
// Given    a gate of the Guest, and whether the vector has an error code
// Then     the frame is pushed in the order ss, esp, eflags, cs, eip, error code; ss is the chosen segment, esp the
//          virtual top less what was pushed, cs 0x61, eip the handler; eflags keeps its value, or from linux-3.18 on
//          loses TF, VM, RF and NT
// Source   rules.md R-PUSH-1 to R-PUSH-7, R-VER-2; SDM vol. 3A, "Exception- or Interrupt-Handler Procedures"
// Why      A CPU clears those four flags on entry; the Host left that out until linux-3.18.
template <Domain D>
void set_guest_interrupt(Machine<D>& m, Gate<D> gate, Bool<D> has_error_code) {
    using Word = Bits<D, 32>;
    const Bool<D> switched = rpl<D>(m.regs.ss) != Bits<D, 2>(constant::guest_kernel_ring);
    const Word virtual_top = ite(switched, m.cpu.esp1, m.regs.esp);
    const Word segment = ite(switched, zext<32>(m.cpu.ss1), m.regs.ss);
    const Word physical_top = guest_pa(m, virtual_top);

    Word stack = push_old_stack(m, physical_top, switched);
    stack = push(m, stack, pushed_flags(m));
    stack = push(m, stack, m.regs.cs);
    stack = push(m, stack, m.regs.eip);
    stack = push_error_code(m, stack, has_error_code);

    m.regs.ss = segment;
    m.regs.esp = virtual_top + (stack - physical_top);
    m.regs.cs = Word(constant::guest_kernel_cs);
    m.regs.eip = handler(gate);
    when(m, Rule::push_6_flags_cleared, Bool<D>(m.rules.entry_clears_flags), [](auto& m) {
        m.regs.eflags = m.regs.eflags &
                        ~Word(constant::eflags_tf | constant::eflags_vm | constant::eflags_rf | constant::eflags_nt);
    });
    disable_virtual_interrupts(m, gate);
}

} // namespace trapspec::model
