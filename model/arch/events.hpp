// What kind of event is delivered, and what that means for its frame.
#pragma once

#include "model/arch/rules.hpp"
#include "model/arch/state.hpp"
#include "model/domain/branch.hpp"

namespace trapspec::model::arch {

template <Domain D>
Bool<D> comes_from(const Event<D>& event, std::uint32_t source) {
    return event.source == Bits<D, 4>::of(source);
}

/// INT n, INT3 or INTO: what the SDM calls a software interrupt. INT1 is not one.
template <Domain D>
Bool<D> is_software_interrupt(const Event<D>& event) {
    return comes_from(event, source::int_n) | comes_from(event, source::int3) | comes_from(event, source::into);
}

// A-EVT-1  Seven exceptions push an error code
// Given    an event
// Then     whether it is a fault, trap or abort of vector 8, 10 to 14 or 17
// Source   SDM vol. 3A, "Error Code"
// Why      The same vector raised by INT n, INT1 or an interrupt from outside has none.
template <Domain D>
Bool<D> has_error_code(const Event<D>& event) {
    const Bool<D> exception =
        comes_from(event, source::fault) | comes_from(event, source::trap) | comes_from(event, source::abort);
    constexpr std::uint32_t vectors_with_error_code = 0x27D00;
    const Bits<D, 32> n = zext<32>(event.vector);
    const Bits<D, 32> map(vectors_with_error_code);
    return exception & ((lshr(map, n) & Bits<D, 32>(1)) == Bits<D, 32>(1));
}

// A-EVT-2  EXT tells what the program did not ask for
// Given    an event whose delivery meets a fault
// Then     bit 0 of that fault's error code is clear for INT n, INT3 and INTO, set for all else
// Source   SDM vol. 3A, "Error Code"
template <Domain D>
Bits<D, 16> external_bit(const Event<D>& event) {
    return ite(is_software_interrupt(event), Bits<D, 16>(0), Bits<D, 16>(error_code::external));
}

// A-EVT-3  An error code names a selector or a vector
// Given    a selector, or a vector, and the event
// Then     the selector without its RPL, or 8 times the vector with IDT set; and EXT
// Source   SDM vol. 3A, "Error Code"
template <Domain D>
Bits<D, 16> selector_error(const Event<D>& event, Bits<D, 16> selector) {
    return (selector & Bits<D, 16>(0xFFFCu)) | external_bit(event);
}
template <Domain D>
Bits<D, 16> vector_error(const Event<D>& event) {
    return shl(zext<16>(event.vector), Bits<D, 16>(3)) | Bits<D, 16>(error_code::idt) | external_bit(event);
}

// A-EVT-4  RF in the pushed flags depends on the event
// Given    the flags and the event
// Then     RF is set for a fault, unless it is the debug exception of an instruction breakpoint, and for an interrupt
//          or trap between two iterations of a repeated string instruction; it is clear for INT n, INT3, INTO and INT1,
//          which cleared it when they began; else it is as it was
// Source   SDM vol. 3B, "Instruction-Breakpoint Exception Condition"
template <Domain D>
Bits<D, 32> pushed_flags(Bits<D, 32> flags, const Event<D>& event) {
    using Word = Bits<D, 32>;
    const Bool<D> set =
        (comes_from(event, source::fault) & !event.instruction_breakpoint) |
        ((comes_from(event, source::trap) | comes_from(event, source::external) | comes_from(event, source::nmi)) &
            event.in_repetition);
    const Bool<D> clear = is_software_interrupt(event) | comes_from(event, source::icebp);
    return ite(set, flags | Word(eflags::resume), ite(clear, flags & ~Word(eflags::resume), flags));
}

// A-EVT-5  A handler starts with TF, NT, RF and VM clear
// Given    the flags before, and whether the gate is an interrupt gate
// Then     TF, NT, RF and VM are clear, and IF for an interrupt gate; all others are as they were
// Source   SDM vol. 3A, "Flag Usage By Exception- or Interrupt-Handler Procedure"; vol. 2A, "INT n/INTO/INT3/INT1"
template <Domain D>
Bits<D, 32> flags_in_handler(Bits<D, 32> flags, Bool<D> interrupt_gate) {
    using Word = Bits<D, 32>;
    const Word always(eflags::trap | eflags::nested_task | eflags::resume | eflags::virtual_8086);
    return flags & ~ite(interrupt_gate, always | Word(eflags::interrupt), always);
}

// A-EVT-6  PUSHF shows the flags without RF and VM
// Given    the flags
// Then     what PUSHF with operand size 32 pushes: bits 0 to 23, of these RF and VM clear
// Source   SDM vol. 2B, "PUSHF/PUSHFD/PUSHFQ"
// Why      It is how a handler can tell with which flags it was entered.
template <Domain D>
Bits<D, 32> flags_shown_by_pushf(Bits<D, 32> flags) {
    return flags & Bits<D, 32>(0x00FCFFFFu);
}

} // namespace trapspec::model::arch
