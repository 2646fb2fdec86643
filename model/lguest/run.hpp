// Hypercalls and the run loop.
#pragma once

#include "model/lguest/clock.hpp"
#include "model/lguest/install.hpp"
#include "model/lguest/stack.hpp"
#include "model/lguest/vetting.hpp"

namespace trapspec::model {

template <Domain D>
struct Hypercall {
    Bits<D, 32> call{}, arg1{}, arg2{}, arg3{};
    Bits<D, 32> pin_failures{}; ///< input of R-STK-2
    Bits<D, 64> now{};          ///< wall clock, ns
};

namespace detail {

template <Domain D>
void read_noirq_window(Machine<D>& m) {
    const auto read = [](auto& m, Data_field field, auto member) {
        const Data_word<D> word = read_data(m, field);
        decide(m,
            arm(Rule::run_1_init_noirq_unreadable, !word.readable, [](auto& m) { kill(m, Reason::bad_guest_page); }),
            otherwise(Rule::none, [=](auto& m) { m.guest.*member = word.value; }));
    };
    read(m, data_field::noirq_start, &Guest<D>::noirq_start);
    read(m, data_field::noirq_end, &Guest<D>::noirq_end);
}

} // namespace detail

// R-RUN-1  LGUEST_INIT
// Given    the Guest-physical address of lguest_data
// Then     a second time: killed, nothing else; not inside Guest memory (R-MEM-1, 1396 bytes): killed, nothing else;
//          else lguest_data is there, the no-interrupt window is read from it (a failure kills), and R-SYS-2 false
//          kills
// Source   rules.md R-RUN-1, R-SYS-2; the captured kill scenarios 101 and 280 for the first two arms
template <Domain D>
void initialise(Machine<D>& m, Bits<D, 32> address) {
    decide(m,
        arm(Rule::run_1_init_again, m.guest.initialised, [](auto& m) { kill(m, Reason::already_initialised); }),
        arm(Rule::run_1_init_bad_page,
            !address_ok(m, address, Bits<D, 32>(constant::data_size)),
            [](auto& m) { kill(m, Reason::bad_guest_page); }),
        otherwise(Rule::run_1_init, [=](auto& m) {
            m.guest.initialised = true;
            m.guest.data_address = address;
            detail::read_noirq_window(m);
            const Bool<D> accepted = check_syscall_vector(m);
            when(m, Rule::run_1_init_bad_vector, !accepted, [](auto& m) { kill(m, Reason::bad_syscall_vector); });
        }));
}

// R-RUN-1  Hypercalls of interest
// Given    a call number and its arguments
// Then     before LGUEST_INIT any other call kills with its number; 1 LGUEST_INIT, 6 LOAD_IDT_ENTRY, 7 SET_STACK, 8 TS,
//          9 SET_CLOCKEVENT, 10 HALT do what they say; any other does nothing here
// Source   rules.md R-RUN-1; the captured kill scenario 100 for the first arm, the captures for TS
template <Domain D>
void do_hypercall(Machine<D>& m, Hypercall<D> h) {
    using Word = Bits<D, 32>;
    const Word call = h.call;
    decide(m,
        arm(Rule::run_1_call_before_init,
            (!m.guest.initialised) & (call != Word(constant::call_init)),
            [=](auto& m) { kill(m, Reason::hypercall_before_init, call); }),
        arm(Rule::none, call == Word(constant::call_init), [=](auto& m) { initialise(m, h.arg1); }),
        arm(Rule::run_1_load_idt_entry,
            call == Word(constant::call_load_idt_entry),
            [=](auto& m) { load_guest_idt_entry(m, h.arg1, Gate<D>::of(h.arg2, h.arg3)); }),
        arm(Rule::run_1_set_stack,
            call == Word(constant::call_set_stack),
            [=](auto& m) { guest_set_stack(m, h.arg1, h.arg2, h.arg3, h.pin_failures); }),
        arm(Rule::run_1_ts, call == Word(constant::call_ts), [=](auto& m) { m.cpu.ts = h.arg1 != Word(0); }),
        arm(Rule::run_1_set_clockevent,
            call == Word(constant::call_set_clockevent),
            [=](auto& m) { guest_set_clockevent(m, h.arg1, h.now); }),
        arm(Rule::run_1_halt, call == Word(constant::call_halt), [](auto& m) { m.cpu.halted = true; }),
        otherwise(Rule::run_1_other_call, [](auto&) {}));
}

/// What one pass of the loop takes from outside: the time, and the trap that ends the Guest's run if it is entered.
template <Domain D>
struct Pass {
    Bits<D, 32> trapnum{}, errcode{}, eip{}, cs{}, eflags{}, esp{}, ss{};
    Trap_inputs<D> trap{};
    Bits<D, 32> sec{}, nsec{};
    Bool<D> other_guest{};
    Bits<D, 32> pin_failures{};
    Bits<D, 64> now{};
};

namespace detail {

template <Domain D>
void leave_guest(Machine<D>& m, Pass<D> pass) {
    m.regs.trapnum = pass.trapnum;
    m.regs.errcode = pass.errcode;
    m.regs.eip = pass.eip;
    m.regs.cs = pass.cs;
    m.regs.eflags = pass.eflags;
    m.regs.esp = pass.esp;
    m.regs.ss = pass.ss;
    handle_trap(m, pass.trap);
}

} // namespace detail

// R-RUN-1  One pass of the run loop
// Given    a Guest that is not dead
// Then     in order: the pending hypercall (eax with ebx, ecx, edx); R-IRQ-1, and R-IRQ-2 if a line is due; dead:
//          leave; halted: sleep unless something is due, and leave; else enter the Guest, and deal with the trap that
//          ended it (R-TRAP-4)
// Source   rules.md R-RUN-1; the captures for the registers of a hypercall
template <Domain D>
void run_once(Machine<D>& m, Pass<D> pass) {
    using Word = Bits<D, 32>;
    const auto alive_pass = [=](auto& m) {
        when(m, Rule::run_1_hypercall, m.cpu.hypercall_pending, [=](auto& m) {
            m.cpu.hypercall_pending = false;
            do_hypercall(m, Hypercall<D>{m.regs.eax, m.regs.ebx, m.regs.ecx, m.regs.edx, pass.pin_failures, pass.now});
        });
        const Due_interrupt<D> due = interrupt_pending(m, Bool<D>(false));
        when(m, Rule::run_1_due, ult(due.irq, Word(constant::irq_lines)), [=](auto& m) {
            try_deliver_interrupt(m, due.irq, due.more, pass.sec, pass.nsec);
        });
        decide(m,
            arm(Rule::run_1_dead, m.guest.dead, [](auto&) {}),
            arm(Rule::none,
                m.cpu.halted,
                [](auto& m) {
                    const Due_interrupt<D> still_due = interrupt_pending(m, Bool<D>(false));
                    decide(m,
                        arm(Rule::run_1_sleeping,
                            still_due.irq == Word(constant::irq_lines),
                            [](auto& m) { m.outcome.slept = true; }),
                        otherwise(Rule::run_1_halted_not_sleeping, [](auto&) {}));
                }),
            otherwise(Rule::run_1_entered, [=](auto& m) {
                enter_guest(m, pass.other_guest);
                detail::leave_guest(m, pass);
            }));
    };
    decide(m, arm(Rule::run_1_dead_before, m.guest.dead, [](auto&) {}), otherwise(Rule::none, alive_pass));
}

} // namespace trapspec::model
