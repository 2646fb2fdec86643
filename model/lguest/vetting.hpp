// Vetting: what of a gate the Host lets into the Guest's table.
#pragma once

#include "model/lguest/gate.hpp"
#include "model/lguest/memory.hpp"

namespace trapspec::model {

// R-SET-1, R-SET-2, R-SET-3 What becomes of a gate
// Given    a slot and the Guest's two words
// Then     not present: both words of the slot are 0, done. A type other than 0xE and 0xF: the Guest is killed with the
//          type. Then slot.a = 0x61 << 16 | a 15..0, slot.b = b & 0xFFFFEF00
// Source   rules.md R-SET-1, R-SET-2, R-SET-3; R-VER-3 refused-gate-dropped; SDM vol. 3A, "IDT Descriptors"
// Why      The kill does not return: the gate of a bad type is installed all the same, in a Guest that will not run
//          again.
template <Domain D>
void set_trap(Machine<D>& m, Bits<D, 8> slot, Gate<D> gate) {
    const Bool<D> bad_type = (!is_interrupt_gate(gate)) & (!is_trap_gate(gate));
    const auto refuse = [=](auto& m) { kill(m, Reason::bad_idt_type, zext<32>(type(gate))); };
    decide(m,
        arm(Rule::set_1_not_present, !present(gate), [=](auto& m) { m.gates.set(slot, Bits<D, 64>(0)); }),
        arm(Rule::set_2_dropped, Bool<D>(m.rules.refused_gate_dropped) & bad_type, refuse),
        otherwise(Rule::set_3_installed, [=](auto& m) {
            when(m, Rule::set_2_bad_type, bad_type, refuse);
            const Bits<D, 32> a = concat(Bits<D, 16>(constant::guest_kernel_cs), extract<15, 0>(gate.a()));
            const Bits<D, 32> b = gate.b() & Bits<D, 32>(0xFFFFEF00u);
            m.gates.set(slot, Gate<D>::of(a, b).bits);
        }));
}

// R-LOAD-1, R-LOAD-2 Which slots a Guest may set
// Given    a vector and the Guest's two words
// Then     2, 8, 15 and 0x1F: ignored. Otherwise the table is marked changed; a vector above 255 kills; else R-SET
// Source   rules.md R-LOAD-1, R-LOAD-2; R-VER-3 marked-after-bounds-check
// Why      The table is marked changed before the bounds check.
template <Domain D>
void load_guest_idt_entry(Machine<D>& m, Bits<D, 32> n, Gate<D> gate) {
    using Word = Bits<D, 32>;
    const Bool<D> ignored = (n == Word(constant::nmi)) | (n == Word(constant::double_fault)) |
                            (n == Word(constant::reserved_15)) | (n == Word(constant::hypercall_vector));
    const Bool<D> out_of_range = ule(Word(constant::idt_entries), n);
    const auto refuse = [=](auto& m) { kill(m, Reason::setting_idt_entry, n); };
    decide(m,
        arm(Rule::load_1_ignored, ignored, [](auto&) {}),
        arm(Rule::load_2_refused_unmarked, Bool<D>(m.rules.marked_after_bounds_check) & out_of_range, refuse),
        otherwise(Rule::load_2_changed, [=](auto& m) {
            m.cpu.changed = m.cpu.changed | Word(constant::changed_idt);
            decide(m,
                arm(Rule::load_2_out_of_range, out_of_range, refuse),
                otherwise(Rule::load_2_in_range, [=](auto& m) { set_trap(m, trunc<8>(n), gate); }));
        }));
}

} // namespace trapspec::model
