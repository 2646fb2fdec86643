// iret: the way back from a handler, in protected mode and in virtual-8086 mode.
#pragma once

#include "model/arch/stack.hpp"

namespace trapspec::model::arch {

/// What iret takes from the stack first.
template <Domain D>
struct Return_address {
    Bits<D, 32> eip{}, eflags{};
    Bits<D, 16> cs{};
    Bool<D> wide{}; ///< operand size 32
};

template <Domain D>
Bits<D, 16> selector_error(Bits<D, 16> selector) {
    return selector & Bits<D, 16>(0xFFFCu);
}

// A-IRET-3 What iret may change in eflags depends on CPL
// Given    the flags before and on the stack, the operand size, and CPL
// Then     CF PF AF ZF SF TF DF OF NT from the stack; with operand size 32 also RF AC ID; IF if CPL is at most IOPL;
//          IOPL if CPL is 0, with operand size 32 also VIF and VIP. RF is clear with operand size 16, as after any
//          instruction that was done. All else stays, VM too.
// Source   SDM vol. 2A, "IRET/IRETD/IRETQ"; vol. 1, "EFLAGS Register"; vol. 3B, "Instruction-Breakpoint Exception
//          Condition"
template <Domain D>
Bits<D, 32> flags_after_iret(Bits<D, 32> before, Bits<D, 32> on_stack, Bool<D> wide, Bits<D, 2> cpl) {
    using Word = Bits<D, 32>;
    const Word always(eflags::carry | eflags::parity | eflags::adjust | eflags::zero | eflags::sign | eflags::trap |
                      eflags::direction | eflags::overflow | eflags::nested_task);
    const Word if_wide(eflags::resume | eflags::alignment | eflags::identification);
    const Word if_wide_at_0(eflags::virtual_interrupt | eflags::virtual_interrupt_pending);
    const Word none(0);
    const Bool<D> at_0 = cpl == Bits<D, 2>(0);
    const Bits<D, 2> iopl = extract<13, 12>(before);
    const Word taken = always | ite(wide, if_wide, none) | ite(ule(cpl, iopl), Word(eflags::interrupt), none) |
                       ite(at_0, Word(eflags::iopl), none) | ite(at_0 & wide, if_wide_at_0, none);
    const Word done(eflags::resume);
    return (before & ~(taken | done)) | (on_stack & taken);
}

/// The instruction goes on in a segment of code.
template <Domain D>
void go_to(Processor<D>& m, const Return_address<D>& to, const Segment<D>& cs) {
    m.eflags = flags_after_iret<D>(m.eflags, to.eflags, to.wide, current_level(m));
    m.cs = cs;
    m.eip = to.eip;
}

// A-IRET-6 A data segment that the outer level may not have becomes null
// Given    ds, es, fs or gs, and the level that iret returns to
// Then     data and code that does not conform, with a DPL below that level, becomes null; what is null already becomes
//          selector 0, whatever its RPL
// Source   SDM vol. 2A, "IRET/IRETD/IRETQ"
template <Domain D>
Segment<D> kept_at(const Segment<D>& segment, Bits<D, 2> level) {
    const Bits<D, 64> d = segment.descriptor;
    const Bool<D> code_or_data = bit<D>(d, 44);
    const Bool<D> lost = is_null<D>(segment.selector) |
                         (code_or_data & !is_conforming_code<D>(d) & ult(descriptor_level<D>(d), level));
    return {ite(lost, Bits<D, 16>(0), segment.selector), ite(lost, Bits<D, 64>(0), d)};
}

// A-IRET-5 Returning to an outer level takes ss and esp from the stack too
// Given    a return address whose cs was accepted, with an RPL above CPL
// Then     in order: esp and ss not within the stack: #SS(0); they are read, ss first; ss null: #GP(0); outside its
//          table: #GP(ss); its RPL not that of cs: #GP(ss); not writable data, or its DPL not that RPL: #GP(ss); not
//          present: #SS(ss); eip outside the code segment: #GP(0); else ss:esp too are those of the stack, and A-IRET-6
//          for the data segments
// Source   SDM vol. 2A, "IRET/IRETD/IRETQ"
template <Domain D>
void return_outward(Processor<D>& m, const Return_address<D>& to, Bits<D, 64> code) {
    const Stack<D> stack = current_stack(m);
    const auto pop_stack = [=](auto& m) {
        const Bits<D, 16> ss = trunc<16>(read_word(m, stack, to.wide, 4));
        const Bits<D, 32> esp = read_word(m, stack, to.wide, 3);
        const Found<D> found = find(m, ss);
        const Bits<D, 64> data = found.descriptor;
        const Bits<D, 2> level = extract<1, 0>(to.cs);
        const auto refuse = [=](auto& m) { raise<D>(m, vector::general_protection, selector_error<D>(ss)); };
        decide(m,
            arm(Rule::none, !going_on(m), [](auto&) {}),
            arm(Rule::iret_5_null,
                is_null<D>(ss),
                [](auto& m) { raise<D>(m, vector::general_protection, Bits<D, 16>(0)); }),
            arm(Rule::iret_5_outside_table, !found.within, refuse),
            arm(Rule::iret_5_wrong_rpl, extract<1, 0>(ss) != level, refuse),
            arm(Rule::iret_5_not_writable_data, !is_writable_data<D>(data), refuse),
            arm(Rule::iret_5_wrong_dpl, descriptor_level<D>(data) != level, refuse),
            arm(Rule::iret_5_not_present,
                !is_present<D>(data),
                [=](auto& m) { raise<D>(m, vector::stack_fault, selector_error<D>(ss)); }),
            arm(Rule::iret_5_outside_code,
                !within_segment<D>(code, to.eip, Bits<D, 32>(1)),
                [](auto& m) { raise<D>(m, vector::general_protection, Bits<D, 16>(0)); }),
            otherwise(Rule::iret_5_returned, [=](auto& m) {
                go_to(m, to, Segment<D>{to.cs, code});
                m.ss = Segment<D>{ss, data};
                m.esp = ite(is_wide<D>(data), esp, concat(extract<31, 16>(m.esp), extract<15, 0>(esp)));
                m.ds = kept_at(m.ds, level);
                m.es = kept_at(m.es, level);
                m.fs = kept_at(m.fs, level);
                m.gs = kept_at(m.gs, level);
            }));
    };
    decide(m,
        arm(Rule::iret_5_no_words,
            !has_words(stack, to.wide, 5, false),
            [](auto& m) { raise<D>(m, vector::stack_fault, Bits<D, 16>(0)); }),
        otherwise(Rule::none, pop_stack));
}

// A-IRET-4 The code segment to return to
// Given    a return address outside virtual-8086 mode
// Then     in order: cs null: #GP(0); outside its table: #GP(cs); not code: #GP(cs); its RPL below CPL: #GP(cs);
//          conforming with a DPL above its RPL, or not conforming with another DPL: #GP(cs); not present: #NP(cs); an
//          RPL above CPL: A-IRET-5; eip outside the segment: #GP(0); else cs:eip are those of the stack, esp is above
//          them, and the flags are by A-IRET-3
// Source   SDM vol. 2A, "IRET/IRETD/IRETQ"
template <Domain D>
void return_to(Processor<D>& m, const Return_address<D>& to) {
    const Found<D> found = find(m, to.cs);
    const Bits<D, 64> code = found.descriptor;
    const Bits<D, 2> level = extract<1, 0>(to.cs);
    const Bits<D, 2> cpl = current_level(m);
    const Bits<D, 2> dpl = descriptor_level<D>(code);
    const Bool<D> wrong_dpl = ite(is_conforming_code<D>(code), ult(level, dpl), level != dpl);
    const auto refuse = [=](auto& m) { raise<D>(m, vector::general_protection, selector_error<D>(to.cs)); };
    decide(m,
        arm(Rule::iret_4_null,
            is_null<D>(to.cs),
            [](auto& m) { raise<D>(m, vector::general_protection, Bits<D, 16>(0)); }),
        arm(Rule::iret_4_outside_table, !found.within, refuse),
        arm(Rule::iret_4_not_code, !is_code<D>(code), refuse),
        arm(Rule::iret_4_inward, ult(level, cpl), refuse),
        arm(Rule::iret_4_wrong_dpl, wrong_dpl, refuse),
        arm(Rule::iret_4_not_present,
            !is_present<D>(code),
            [=](auto& m) { raise<D>(m, vector::segment_not_present, selector_error<D>(to.cs)); }),
        arm(Rule::none, ult(cpl, level), [=](auto& m) { return_outward(m, to, code); }),
        arm(Rule::iret_4_outside_code,
            !within_segment<D>(code, to.eip, Bits<D, 32>(1)),
            [](auto& m) { raise<D>(m, vector::general_protection, Bits<D, 16>(0)); }),
        otherwise(Rule::iret_4_same_level, [=](auto& m) {
            m.esp = moved(current_stack(m), ite(to.wide, Bits<D, 32>(12), Bits<D, 32>(6)));
            go_to(m, to, Segment<D>{to.cs, code});
        }));
}

// A-IRET-7 CPL 0 returns to virtual-8086 mode
// Given    a return address whose flags have VM set, CPL 0, operand size 32
// Then     in order: the nine words not within the stack: #SS(0); eip above 0xFFFF: #GP(0); else all of eflags, cs:eip,
//          ss:esp, es, ds, fs and gs are those of the stack
// Source   SDM vol. 2A, "IRET/IRETD/IRETQ"; vol. 3B, "Entering Virtual-8086 Mode"
template <Domain D>
void return_to_virtual_8086(Processor<D>& m, const Return_address<D>& to) {
    const Stack<D> stack = current_stack(m);
    const auto pop_all = [=](auto& m) {
        const Bits<D, 32> esp = read_word(m, stack, Bool<D>(true), 3);
        const auto segment = [&](std::size_t number) {
            return segment_of_virtual_8086<D>(trunc<16>(read_word(m, stack, Bool<D>(true), number)));
        };
        const Segment<D> ss = segment(4);
        const Segment<D> es = segment(5);
        const Segment<D> ds = segment(6);
        const Segment<D> fs = segment(7);
        const Segment<D> gs = segment(8);
        decide(m,
            arm(Rule::none, !going_on(m), [](auto&) {}),
            arm(Rule::iret_7_outside_code,
                ult(Bits<D, 32>(0xFFFFu), to.eip),
                [](auto& m) { raise<D>(m, vector::general_protection, Bits<D, 16>(0)); }),
            otherwise(Rule::iret_7_returned, [=](auto& m) {
                m.eflags = to.eflags;
                m.cs = segment_of_virtual_8086<D>(to.cs);
                m.eip = to.eip;
                m.ss = ss;
                m.esp = esp;
                m.es = es;
                m.ds = ds;
                m.fs = fs;
                m.gs = gs;
            }));
    };
    decide(m,
        arm(Rule::iret_7_no_words,
            !has_words(stack, Bool<D>(true), 9, false),
            [](auto& m) { raise<D>(m, vector::stack_fault, Bits<D, 16>(0)); }),
        otherwise(Rule::none, pop_all));
}

// A-IRET-8 iret within virtual-8086 mode
// Given    a return address, in virtual-8086 mode with IOPL 3
// Then     eip above 0xFFFF: #GP(0); else cs:eip are those of the stack, esp is above them, and of eflags all but VM,
//          IOPL, VIP and VIF, with operand size 16 of the low half only
// Source   SDM vol. 2A, "IRET/IRETD/IRETQ"
template <Domain D>
void return_within_virtual_8086(Processor<D>& m, const Return_address<D>& to) {
    using Word = Bits<D, 32>;
    decide(m,
        arm(Rule::iret_8_outside_code,
            ult(Word(0xFFFFu), to.eip),
            [](auto& m) { raise<D>(m, vector::general_protection, Bits<D, 16>(0)); }),
        otherwise(Rule::iret_8_returned, [=](auto& m) {
            m.esp = moved(current_stack(m), ite(to.wide, Word(12), Word(6)));
            m.eflags = flags_after_iret<D>(m.eflags, to.eflags, to.wide, Bits<D, 2>(3));
            m.cs = segment_of_virtual_8086<D>(to.cs);
            m.eip = to.eip;
        }));
}

// A-IRET-2 iret pops eip, cs and eflags
// Given    the operand size
// Then     the three words not within the stack: #SS(0); they are read, the highest first, and a page fault on one of
//          them ends it; VM in the flags, CPL 0 and operand size 32, in protected mode: A-IRET-7; in virtual-8086 mode:
//          A-IRET-8; else A-IRET-4
// Source   SDM vol. 2A, "IRET/IRETD/IRETQ"
// Why      The SDM does not say in which order memory is read; a CPU of Intel's (docs/departures.md) reads downwards.
template <Domain D>
void pop_return_address(Processor<D>& m, Bool<D> wide) {
    const Stack<D> stack = current_stack(m);
    const Bool<D> in_vm = has_flag<D>(m.eflags, eflags::virtual_8086);
    const auto pop = [=](auto& m) {
        Return_address<D> to;
        to.wide = wide;
        to.eflags = read_word(m, stack, wide, 2);
        to.cs = trunc<16>(read_word(m, stack, wide, 1));
        to.eip = read_word(m, stack, wide, 0);
        const Bool<D> to_vm = wide & has_flag<D>(to.eflags, eflags::virtual_8086) & (current_level(m) == Bits<D, 2>(0));
        decide(m,
            arm(Rule::none, !going_on(m), [](auto&) {}),
            arm(Rule::none, in_vm, [=](auto& m) { return_within_virtual_8086(m, to); }),
            arm(Rule::none, to_vm, [=](auto& m) { return_to_virtual_8086(m, to); }),
            otherwise(Rule::none, [=](auto& m) { return_to(m, to); }));
    };
    decide(m,
        arm(Rule::iret_2_no_words,
            !has_words(stack, wide, 3, false),
            [](auto& m) { raise<D>(m, vector::stack_fault, Bits<D, 16>(0)); }),
        otherwise(Rule::none, pop));
}

// A-IRET-1 iret in virtual-8086 mode needs IOPL 3; with NT it switches tasks
// Given    the operand size: 32 or 16
// Then     in order: virtual-8086 mode with IOPL below 3: #GP(0); NT set outside virtual-8086 mode: a task switch, which
//          the model refuses; else A-IRET-2. A fault leaves every register as it was.
// Source   SDM vol. 2A, "IRET/IRETD/IRETQ"
template <Domain D>
void iret(Processor<D>& m, Bool<D> wide) {
    const Bool<D> in_vm = has_flag<D>(m.eflags, eflags::virtual_8086);
    const Bool<D> iopl_3 = (m.eflags & Bits<D, 32>(eflags::iopl)) == Bits<D, 32>(eflags::iopl);
    decide(m,
        arm(Rule::iret_1_iopl,
            in_vm & !iopl_3,
            [](auto& m) { raise<D>(m, vector::general_protection, Bits<D, 16>(0)); }),
        arm(Rule::iret_1_task_switch,
            (!in_vm) & has_flag<D>(m.eflags, eflags::nested_task),
            [](auto& m) { m.answer.kind = Bits<D, 2>(answer_kind::task_switch); }),
        otherwise(Rule::iret_1_pops, [=](auto& m) { pop_return_address(m, wide); }));
}

} // namespace trapspec::model::arch
