// Delivery of an event through the IDT in protected mode: one attempt, up to the first fault.
#pragma once

#include "model/arch/events.hpp"
#include "model/arch/stack.hpp"
#include "model/lguest/gate.hpp"

namespace trapspec::model::arch {

/// 32-bit gates push 32-bit words and have 32-bit offsets.
template <Domain D>
Bool<D> is_wide_gate(Gate<D> gate) {
    return extract<3, 3>(type(gate)) == Bits<D, 1>(1);
}
template <Domain D>
Bool<D> clears_if(Gate<D> gate) {
    return extract<0, 0>(type(gate)) == Bits<D, 1>(0);
}
template <Domain D>
Bits<D, 32> entry_point(Gate<D> gate) {
    return ite(is_wide_gate(gate), handler(gate), zext<32>(extract<15, 0>(gate.a())));
}

/// Where the event goes once the gate and its code segment are accepted.
template <Domain D>
struct Target {
    Gate<D> gate{};
    Bits<D, 64> code{}; ///< descriptor
    Segment<D> cs{};    ///< as it will be: with the new CPL as RPL
};

template <Domain D>
Target<D> target_at(Gate<D> gate, Bits<D, 64> code, Bits<D, 2> level) {
    const Bits<D, 16> cs = concat(extract<15, 2>(selector(gate)), level);
    return {gate, code, {cs, code}};
}

// A-PUSH-1 The frame is pushed, highest word first
// Given    a stack with room, the words above the flags (none, ss and esp, or gs fs ds es ss esp), and the event
// Then     those words, the flags by A-EVT-4, cs, eip, and the error code if A-EVT-1 has one; words of 32 bits through
//          a 32-bit gate, else of 16; selectors extended with zeroes. A page fault ends it: the words pushed before stay
//          in memory, and no register has changed.
// Source   SDM vol. 3A, "Stack Usage on Transfers to Interrupt and Exception-Handling Routines"; vol. 2A, "INT
//          n/INTO/INT3/INT1"
template <std::size_t Above, Domain D>
void push_frame(Processor<D>& m, const Stack<D>& stack, Bool<D> wide, const std::array<Bits<D, 32>, Above>& above) {
    std::size_t number = 0;
    for (const Bits<D, 32> word : above) {
        push_word(m, stack, wide, number++, word);
    }
    push_word(m, stack, wide, number++, pushed_flags<D>(m.eflags, m.event));
    push_word(m, stack, wide, number++, zext<32>(m.cs.selector));
    push_word(m, stack, wide, number++, m.eip);
    const Bits<D, 32> error_code = zext<32>(m.event.error_code);
    when(m, Rule::push_1_error_code, has_error_code(m.event), [=](auto& m) {
        push_word(m, stack, wide, number, error_code);
    });
}

/// The words of a frame, and the pointer below them.
template <Domain D>
Bits<D, 32> below_frame(const Stack<D>& stack, Bool<D> wide, Bool<D> error_code, std::size_t words) {
    using Word = Bits<D, 32>;
    const Word narrow_bytes = Word::of(2 * words) + ite(error_code, Word(2), Word(0));
    return moved(stack, Word(0) - ite(wide, narrow_bytes + narrow_bytes, narrow_bytes));
}

// A-ENTER-1 Room for the frame, then the handler inside its segment
// Given    the target, the stack it will use, the words of its frame, and what the error code of #SS names
// Then     in order: no room for the frame: #SS; the handler's offset outside the code segment: #GP(EXT); else the
//          frame is pushed by A-PUSH-1, and unless that met a page fault cs:eip is the handler, ss:esp the stack below
//          the frame, the flags are by A-EVT-5
// Source   SDM vol. 2A, "INT n/INTO/INT3/INT1"; vol. 3A, "Stack Fault Exception (#SS)"
template <std::size_t Above, Domain D>
void enter(Processor<D>& m,
    const Target<D>& target,
    const Stack<D>& stack,
    Bits<D, 16> stack_error,
    const std::array<Bits<D, 32>, Above>& above) {
    const Bool<D> wide = is_wide_gate(target.gate);
    const Bool<D> coded = has_error_code(m.event);
    constexpr std::size_t words = Above + 3;
    const Bool<D> room = has_words(stack, wide, words, true) & ((!coded) | has_words(stack, wide, words + 1, true));
    const Bits<D, 32> eip = entry_point(target.gate);
    decide(m,
        arm(Rule::enter_1_no_room, !room, [=](auto& m) { raise<D>(m, vector::stack_fault, stack_error); }),
        arm(Rule::enter_1_outside_code,
            !within_segment<D>(target.code, eip, Bits<D, 32>(1)),
            [=](auto& m) { raise<D>(m, vector::general_protection, external_bit(m.event)); }),
        otherwise(Rule::none, [=](auto& m) {
            push_frame(m, stack, wide, above);
            when(m, Rule::enter_1_entered, going_on(m), [=](auto& m) {
                m.cs = target.cs;
                m.eip = eip;
                m.ss = stack.segment;
                m.esp = below_frame(stack, wide, coded, words);
                m.eflags = flags_in_handler<D>(m.eflags, clears_if(target.gate));
            });
        }));
}

/// ss0 to ss2 with their stack pointers.
template <Domain D>
struct Stack_pointer {
    Bits<D, 16> ss{};
    Bits<D, 32> esp{};
    Bool<D> in_tss{}; ///< both lie within the TSS's limit
};

// A-TSS-1  The new stack comes from the TSS
// Given    the privilege level of the handler, below 3
// Then     ss and esp of that level; a 32-bit TSS has them at 4 + 8 times the level, a 16-bit one sp and ss at 2 + 4
//          times the level; they must lie within its limit
// Source   SDM vol. 2A, "INT n/INTO/INT3/INT1"; vol. 3A, "Task-State Segment (TSS)", "16-Bit Task-State Segment (TSS)"
template <Domain D>
Stack_pointer<D> stack_of_level(const Processor<D>& m, Bits<D, 2> level) {
    using Word = Bits<D, 32>;
    const Task<D>& task = m.task;
    const Bool<D> is_0 = level == Bits<D, 2>(0);
    const Bool<D> is_1 = level == Bits<D, 2>(1);
    const Word esp = ite(is_0, task.esp0, ite(is_1, task.esp1, task.esp2));
    const Word n = zext<32>(level);
    const Word last = ite(task.wide, shl(n, Word(3)) + Word(9), shl(n, Word(2)) + Word(5));
    return {ite(is_0, task.ss0, ite(is_1, task.ss1, task.ss2)),
        ite(task.wide, esp, zext<32>(extract<15, 0>(esp))),
        ule(last, task.limit)};
}

// A-SS-1   The new stack segment is writable data of the handler's level
// Given    the stack pointer of A-TSS-1 and the level
// Then     in order: outside the TSS: #TS(TSS); null: #TS(EXT); outside its table, or RPL not the level: #TS(ss); DPL
//          not the level, or not writable data: #TS(ss); not present: #SS(ss); else `then` goes on with the stack
// Source   SDM vol. 2A, "INT n/INTO/INT3/INT1"; vol. 3A, "Invalid TSS Exception (#TS)"
template <Domain D, class Then>
void check_new_stack(Processor<D>& m, Bits<D, 2> level, const Then& then) {
    const Stack_pointer<D> pointer = stack_of_level(m, level);
    const Bits<D, 16> ss = pointer.ss;
    const Found<D> found = find(m, ss);
    const auto invalid = [=](auto& m) { raise<D>(m, vector::invalid_tss, selector_error(m.event, ss)); };
    decide(m,
        arm(Rule::tss_1_outside,
            !pointer.in_tss,
            [](auto& m) { raise<D>(m, vector::invalid_tss, selector_error(m.event, m.task.selector)); }),
        arm(Rule::ss_1_null, is_null<D>(ss), [](auto& m) { raise<D>(m, vector::invalid_tss, external_bit(m.event)); }),
        arm(Rule::ss_1_outside_table, !found.within, invalid),
        arm(Rule::ss_1_wrong_rpl, extract<1, 0>(ss) != level, invalid),
        arm(Rule::ss_1_wrong_dpl, descriptor_level<D>(found.descriptor) != level, invalid),
        arm(Rule::ss_1_not_writable_data, !is_writable_data<D>(found.descriptor), invalid),
        arm(Rule::ss_1_not_present,
            !is_present<D>(found.descriptor),
            [=](auto& m) { raise<D>(m, vector::stack_fault, selector_error(m.event, ss)); }),
        otherwise(Rule::ss_1_accepted, [=](auto& m) {
            then(m, Stack<D>{{ss, found.descriptor}, pointer.esp, level});
        }));
}

// A-VM-1   From virtual-8086 mode the data segments are saved too
// Given    a target of level 0 and its stack
// Then     gs, fs, ds and es are pushed above ss and esp, and are null in the handler
// Source   SDM vol. 3B, "Class 1—Hardware Interrupt and Exception Handling in Virtual-8086 Mode"; vol. 2A, "INT
//          n/INTO/INT3/INT1"
template <Domain D>
void enter_from_virtual_8086(Processor<D>& m, const Target<D>& target, const Stack<D>& stack) {
    const std::array<Bits<D, 32>, 6> above{zext<32>(m.gs.selector),
        zext<32>(m.fs.selector),
        zext<32>(m.ds.selector),
        zext<32>(m.es.selector),
        zext<32>(m.ss.selector),
        m.esp};
    enter(m, target, stack, selector_error(m.event, stack.segment.selector), above);
    when(m, Rule::vm_1_entered, going_on(m), [](auto& m) { m.gs = m.fs = m.ds = m.es = Segment<D>{}; });
}

// A-CS-1   The handler's code segment decides the privilege level
// Given    a gate of type 6, 7, 0xE or 0xF that may be used
// Then     in order: null selector: #GP(EXT); outside its table: #GP(cs); not code: #GP(cs); DPL above CPL: #GP(cs);
//          not present: #NP(cs); not conforming with DPL below CPL: from virtual-8086 mode #GP(cs) unless the DPL is 0,
//          then A-SS-1's stack; conforming or the same level: #GP(cs) in virtual-8086 mode, else the stack stays. The
//          RPL of the gate's selector plays no part.
// Source   SDM vol. 2A, "INT n/INTO/INT3/INT1"; vol. 3A, "Protection of Exception- and Interrupt-Handler Procedures"
template <Domain D>
void check_code(Processor<D>& m, Gate<D> gate) {
    const Bits<D, 16> cs = selector(gate);
    const Found<D> found = find(m, cs);
    const Bits<D, 64> code = found.descriptor;
    const Bits<D, 2> level = descriptor_level<D>(code);
    const Bits<D, 2> cpl = current_level(m);
    const Bool<D> vm = has_flag<D>(m.eflags, eflags::virtual_8086);
    const Bool<D> inward = (!is_conforming_code<D>(code)) & ult(level, cpl);
    const auto refuse = [=](auto& m) { raise<D>(m, vector::general_protection, selector_error(m.event, cs)); };
    const auto change_level = [=](auto& m) {
        check_new_stack(m, level, [=](auto& m, const Stack<D>& stack) {
            const Target<D> target = target_at(gate, code, level);
            const Bits<D, 16> stack_error = selector_error(m.event, stack.segment.selector);
            decide(m,
                arm(Rule::none, vm, [=](auto& m) { enter_from_virtual_8086(m, target, stack); }),
                otherwise(Rule::cs_1_inner_level, [=](auto& m) {
                    enter(m, target, stack, stack_error, std::array{zext<32>(m.ss.selector), m.esp});
                }));
        });
    };
    decide(m,
        arm(Rule::cs_1_null,
            is_null<D>(cs),
            [](auto& m) { raise<D>(m, vector::general_protection, external_bit(m.event)); }),
        arm(Rule::cs_1_outside_table, !found.within, refuse),
        arm(Rule::cs_1_not_code, !is_code<D>(code), refuse),
        arm(Rule::cs_1_outer_level, ult(cpl, level), refuse),
        arm(Rule::cs_1_not_present,
            !is_present<D>(code),
            [=](auto& m) { raise<D>(m, vector::segment_not_present, selector_error(m.event, cs)); }),
        arm(Rule::cs_1_virtual_8086_not_to_0, inward & vm & (level != Bits<D, 2>(0)), refuse),
        arm(Rule::none, inward, change_level),
        arm(Rule::cs_1_virtual_8086_same_level, vm, refuse),
        otherwise(Rule::cs_1_same_level, [=](auto& m) {
            enter(m, target_at(gate, code, cpl), current_stack(m), external_bit(m.event), std::array<Bits<D, 32>, 0>{});
        }));
}

// A-GATE-1 The gate must exist, fit, be open to who asks, and be present
// Given    m.event
// Then     in order: INT n in virtual-8086 mode with IOPL below 3: #GP(0); the gate outside the IDT's limit: #GP(IDT);
//          not a task, interrupt or trap gate: #GP(IDT); INT n, INT3 or INTO with the gate's DPL below CPL: #GP(IDT);
//          not present: #NP(IDT); a task gate: a task switch, which the model refuses; else A-CS-1
// Source   SDM vol. 2A, "INT n/INTO/INT3/INT1"; vol. 3A, "IDT Descriptors", "Protection of Exception- and
//          Interrupt-Handler Procedures"
// Why      Faults, INT1 and interrupts from outside are let through whatever the DPL.
template <Domain D>
void deliver_once(Processor<D>& m) {
    using Type = Bits<D, 4>;
    const Gate<D> gate{m.idt.get(m.event.vector)};
    const Type kind = type(gate);
    const Bool<D> system = extract<12, 12>(gate.b()) == Bits<D, 1>(0);
    const Bool<D> task_gate = kind == Type(gate_type::task);
    const Bool<D> is_gate =
        system & (task_gate | (kind == Type(gate_type::interrupt_16)) | (kind == Type(gate_type::trap_16)) |
                     (kind == Type(gate_type::interrupt_32)) | (kind == Type(gate_type::trap_32)));
    const Bits<D, 32> last = shl(zext<32>(m.event.vector), Bits<D, 32>(3)) + Bits<D, 32>(7);
    const Bool<D> forbidden_by_iopl = has_flag<D>(m.eflags, eflags::virtual_8086) & comes_from(m.event, source::int_n) &
                                      ((m.eflags & Bits<D, 32>(eflags::iopl)) != Bits<D, 32>(eflags::iopl));
    const Bool<D> closed = is_software_interrupt(m.event) & ult(dpl(gate), current_level(m));
    const auto refuse = [](auto& m) { raise<D>(m, vector::general_protection, vector_error(m.event)); };
    decide(m,
        arm(Rule::gate_1_iopl,
            forbidden_by_iopl,
            [](auto& m) { raise<D>(m, vector::general_protection, Bits<D, 16>(0)); }),
        arm(Rule::gate_1_outside_idt, ult(zext<32>(m.limits.idt), last), refuse),
        arm(Rule::gate_1_not_a_gate, !is_gate, refuse),
        arm(Rule::gate_1_closed, closed, refuse),
        arm(Rule::gate_1_not_present,
            !present(gate),
            [](auto& m) { raise<D>(m, vector::segment_not_present, vector_error(m.event)); }),
        arm(Rule::gate_1_task_gate, task_gate, [](auto& m) { m.answer.kind = Bits<D, 2>(answer_kind::task_switch); }),
        otherwise(Rule::gate_1_open, [=](auto& m) { check_code(m, gate); }));
}

} // namespace trapspec::model::arch
