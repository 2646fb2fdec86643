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

/// A selector as it is pushed: the register block's word, or, by R-VER-3 selectors-extended, its 16 bits.
template <Domain D>
Bits<D, 32> pushed_selector(const Machine<D>& m, Bits<D, 32> selector) {
    return m.rules.selectors_extended ? zext<32>(trunc<16>(selector)) : selector;
}

/// Where a frame goes.
template <Domain D>
struct Frame_place {
    Bits<D, 32> top{};  ///< what a push counts down from: Guest-physical, or Guest-virtual by frame-in-its-pages
    Bool<D> mapped{};   ///< false where a walk killed
    Bits<D, 32> last{}; ///< by frame-in-its-pages: the virtual address of the last word,
    Bits<D, 32> lower_page{}, upper_page{}; ///< and the physical addresses in the pages of the last and the first byte
};

/// The physical address of one byte of a frame, by R-VER-3 frame-in-its-pages.
template <Domain D>
Bits<D, 32> in_its_page(Frame_place<D> place, Bits<D, 32> address) {
    const Bits<D, 32> offset(0xFFFu);
    const Bool<D> lower = (address & ~offset) == (place.last & ~offset);
    return (ite(lower, place.lower_page, place.upper_page) & ~offset) | (address & offset);
}

// R-PUSH-1 A push counts down in Guest-physical memory
// Given    the Guest-physical address of the last word on the stack
// Then     the address is 4 less, and the word is written there by R-MEM-2
// Source   rules.md R-PUSH-1; R-VER-3 frame-in-its-pages; SDM vol. 3A, "Stack Usage on Transfers to Interrupt and
//          Exception-Handling Routines"
// Why      The translation is made once, for the top: a frame that crosses a page goes on in physical memory.
template <Domain D>
Bits<D, 32> push(Machine<D>& m, Frame_place<D> place, Bits<D, 32> stack, Bits<D, 32> word) {
    using Word = Bits<D, 32>;
    const Word next = stack - Word(4);
    if (!m.rules.frame_in_its_pages) {
        write_guest<4>(m, next, word);
        return next;
    }
    decide(m,
        arm(Rule::push_1_straddling_word,
            ult(Word(0xFFCu), next & Word(0xFFFu)),
            [=](auto& m) {
                write_guest<1>(m, in_its_page(place, next), extract<7, 0>(word));
                write_guest<1>(m, in_its_page(place, next + Word(1)), extract<15, 8>(word));
                write_guest<1>(m, in_its_page(place, next + Word(2)), extract<23, 16>(word));
                write_guest<1>(m, in_its_page(place, next + Word(3)), extract<31, 24>(word));
            }),
        otherwise(Rule::none, [=](auto& m) { write_guest<4>(m, in_its_page(place, next), word); }));
    return next;
}

/// The translation of a frame's place: that of its top, or, by frame-in-its-pages, of its last and its first byte.
template <Domain D>
Frame_place<D> find_frame(Machine<D>& m, Bits<D, 32> virtual_top, Bits<D, 32> bytes) {
    Frame_place<D> place;
    if (m.rules.frame_in_its_pages) {
        place.top = virtual_top;
        place.last = virtual_top - bytes;
        const Translation<D> lower = translate(m, place.last);
        const Translation<D> upper = translate(m, virtual_top - Bits<D, 32>(1));
        place.lower_page = lower.address;
        place.upper_page = upper.address;
        place.mapped = lower.mapped & upper.mapped;
    } else {
        const Translation<D> top = translate(m, virtual_top);
        place.top = top.address;
        place.mapped = top.mapped;
    }
    return place;
}

// R-PUSH-2 Leaving ring 3 switches to the kernel stack
// Given    the interrupted registers, and the place of the frame on the stack that R-PUSH-2 chose
// Then     if the RPL of ss is not 1, the frame starts with the old ss and esp
// Source   rules.md R-PUSH-2; R-VER-3 selectors-extended; SDM vol. 3A, "Stack Usage on Transfers to Interrupt and
//          Exception-Handling Routines"
template <Domain D>
Bits<D, 32> push_old_stack(Machine<D>& m, Frame_place<D> place, Bool<D> switched) {
    return decide(m,
        arm(Rule::push_2_switched,
            switched,
            [=](auto& m) {
                return push(m, place, push(m, place, place.top, pushed_selector(m, m.regs.ss)), m.regs.esp);
            }),
        otherwise(Rule::push_2_same_stack, [=](auto&) { return place.top; }));
}

// R-PUSH-3 The pushed IF is the virtual one
// Given    the interrupted eflags and lguest_data.irq_enabled as it was read
// Then     IF is cleared if irq_enabled can be read and its IF is 0; otherwise eflags is as it is
// Source   rules.md R-PUSH-3; R-VER-3 virtual-if-read-first
// Why      The real IF is always 1 while the Guest runs. The read comes after ss and esp were pushed, so a frame that
//          overlaps lguest_data changes what is read.
template <Domain D>
Bits<D, 32> pushed_flags(Machine<D>& m, Data_word<D> enabled) {
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
Bits<D, 32> push_error_code(Machine<D>& m, Frame_place<D> place, Bits<D, 32> stack, Bool<D> has_error_code) {
    return decide(m,
        arm(Rule::push_5_error_code, has_error_code, [=](auto& m) { return push(m, place, stack, m.regs.errcode); }),
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

// R-PUSH-4 Flags, cs and eip are pushed, in that order
// Given    the place of the frame, and whether the stack is switched and an error code pushed
// Then     the frame is pushed in the order ss, esp, eflags, cs, eip, error code; the answer is where the last word lies
// Source   rules.md R-PUSH-1 to R-PUSH-5; R-VER-3 selectors-extended; SDM vol. 3A, "Exception- or Interrupt-Handler
//          Procedures"
template <Domain D>
Bits<D, 32> push_frame(Machine<D>& m, Frame_place<D> place, Bool<D> switched, Bool<D> has_error_code) {
    Data_word<D> enabled;
    if (m.rules.virtual_if_read_first) {
        enabled = read_data(m, data_field::irq_enabled);
    }
    Bits<D, 32> stack = push_old_stack(m, place, switched);
    if (!m.rules.virtual_if_read_first) {
        enabled = read_data(m, data_field::irq_enabled);
    }
    stack = push(m, place, stack, pushed_flags(m, enabled));
    stack = push(m, place, stack, pushed_selector(m, m.regs.cs));
    stack = push(m, place, stack, m.regs.eip);
    return push_error_code(m, place, stack, has_error_code);
}

/// The size of a frame.
template <Domain D>
Bits<D, 32> frame_bytes(Bool<D> switched, Bool<D> has_error_code) {
    using Word = Bits<D, 32>;
    return ite(switched, Word(20), Word(12)) + ite(has_error_code, Word(4), Word(0));
}

// R-PUSH-6 The Guest goes on at the handler, on the new stack
// Given    a gate of the Guest, and whether the vector has an error code
// Then     the frame is pushed; ss is the chosen segment, esp the virtual top less what was pushed, cs 0x61, eip the
//          handler; eflags keeps its value, or from linux-3.18 on loses TF, VM, RF and NT
// Source   rules.md R-PUSH-2, R-PUSH-6, R-PUSH-7, R-VER-2; R-VER-3 failed-walk-ends-delivery, flags-cleared; SDM vol.
//          3A, "Exception- or Interrupt-Handler Procedures"
// Why      A CPU clears those four flags on entry; the Host left that out until linux-3.18.
template <Domain D>
void set_guest_interrupt(Machine<D>& m, Gate<D> gate, Bool<D> has_error_code) {
    using Word = Bits<D, 32>;
    const Bool<D> switched = rpl<D>(m.regs.ss) != Bits<D, 2>(constant::guest_kernel_ring);
    const Word virtual_top = ite(switched, m.cpu.esp1, m.regs.esp);
    const Word segment = ite(switched, zext<32>(m.cpu.ss1), m.regs.ss);
    const Frame_place<D> place = find_frame(m, virtual_top, frame_bytes<D>(switched, has_error_code));

    const auto enter_handler = [=](auto& m) {
        const Word stack = push_frame(m, place, switched, has_error_code);
        m.regs.ss = segment;
        m.regs.esp = virtual_top + (stack - place.top);
        m.regs.cs = Word(constant::guest_kernel_cs);
        m.regs.eip = handler(gate);
        when(m, Rule::push_6_flags_cleared, Bool<D>(m.rules.entry_clears_flags), [](auto& m) {
            m.regs.eflags = m.regs.eflags & ~Word(constant::eflags_tf | constant::eflags_vm | constant::eflags_rf |
                                                  constant::eflags_nt);
        });
        disable_virtual_interrupts(m, gate);
    };
    decide(m,
        arm(Rule::push_2_no_page, Bool<D>(m.rules.failed_walk_ends_delivery) & !place.mapped, [](auto&) {}),
        otherwise(Rule::none, enter_handler));
}

} // namespace trapspec::model
