// Where the rules of some version differ from a CPU that delivers the event by itself.
#pragma once

#include "proofs/refinement/view.hpp"

namespace trapspec::proofs::refinement {

/// The ways in which the rules of some version differ from a CPU. Theorem reflected-as-delivered-otherwise says that
/// there is no other.
enum class Difference { flags_left, gained_error_code, stack_on_two_pages };

inline constexpr std::array differences{
    Difference::flags_left, Difference::gained_error_code, Difference::stack_on_two_pages};

inline bool is_repaired(Difference difference, const model::Rule_set& rules) {
    switch (difference) {
    case Difference::flags_left:
        return rules.entry_clears_flags;
    case Difference::gained_error_code:
        return rules.error_code_stubs_closed;
    case Difference::stack_on_two_pages:
        return rules.frame_in_its_pages;
    }
    return false;
}

/// Whether the event at hand can show it; the Host is about to reflect.
template <Domain D>
Bool<D> may_show(Difference difference, const Machine<D>& host, const Interruption<D>& what) {
    using Word = Bits<D, 32>;
    const Word top = what.changes_ring ? host.cpu.esp1 : host.regs.esp;
    switch (difference) {
    case Difference::flags_left:
        return (host.regs.eflags & Word(model::arch::eflags::trap | model::arch::eflags::nested_task |
                                        model::arch::eflags::resume)) != Word(0);
    case Difference::gained_error_code:
        return Bool<D>(!what.has_error_code) & cpu_has_error_code(zext<32>(what.event.vector));
    case Difference::stack_on_two_pages:
        return host.guest.paging & ult(top & Word(0xFFF), Word::of(4 * what.words()));
    }
    return Bool<D>(true);
}

} // namespace trapspec::proofs::refinement
