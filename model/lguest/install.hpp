// Installing: the table that the CPU itself uses while the Guest runs.
#pragma once

#include "model/lguest/traps.hpp"

namespace trapspec::model {

// R-DEF-1  A default gate leads to the Switcher
// Given    a vector, the address of its stub, and the gate that it stands for (all zero where there is none)
// Then     a present 32-bit interrupt gate, selector 0x50, offset the stub; DPL 1 for 0x1F, else the DPL of that gate
// Source   rules.md R-DEF-1; R-VER-3 error-code-stubs-closed; SDM vol. 3A, "IDT Descriptors"
// Why      The stub of a vector with an error code relies on the CPU for it, and `int n` pushes none.
template <Domain D>
Gate<D> default_idt_entry(Machine<D>& m, Bits<D, 8> vector, Gate<D> base) {
    using Word = Bits<D, 32>;
    const Word stub = trunc<32>(m.handlers.get(vector));
    const Bits<D, 2> level = decide(m,
        arm(Rule::def_1_hypercall_vector,
            vector == Bits<D, 8>(constant::hypercall_vector),
            [](auto&) { return Bits<D, 2>(constant::guest_kernel_ring); }),
        arm(Rule::def_1_closed,
            Bool<D>(m.rules.error_code_stubs_closed) & has_error_code<D>(zext<32>(vector)),
            [](auto&) { return Bits<D, 2>(0); }),
        otherwise(Rule::def_1_base, [=](auto&) { return dpl(base); }));
    const Word present_interrupt_gate(0x8000u | constant::interrupt_gate_32 << 8);
    const Word a = concat(Bits<D, 16>(constant::switcher_cs), extract<15, 0>(stub));
    const Word b = (stub & Word(0xFFFF0000u)) | present_interrupt_gate | shl(zext<32>(level), Word(13));
    return Gate<D>::of(a, b);
}

// R-DEF-2  The table starts with default gates
// Given    the stubs
// Then     every one of the 256 entries is R-DEF-1's, with no base gate: DPL 0 but for 0x1F
// Source   rules.md R-DEF-2
template <Domain D>
void setup_default_idt_entries(Machine<D>& m) {
    m.fired.add(Rule::def_2_filled);
    for (unsigned vector = 0; vector < constant::idt_entries; ++vector) {
        const Bits<D, 8> slot = Bits<D, 8>::of(vector);
        m.idt.set(slot, default_idt_entry(m, slot, Gate<D>{}).bits);
    }
}

// R-COPY-1 Trap gates of direct vectors are installed as they are
// Given    one vector
// Then     R-TRAP-3 true: the Guest's gate verbatim if its type is 0xF, else R-DEF-1 with the Guest's gate as base;
//          R-TRAP-3 false: the entry is not touched
// Source   rules.md R-COPY-1
template <Domain D>
void copy_trap(Machine<D>& m, Bits<D, 8> vector) {
    decide(m,
        arm(Rule::copy_1_not_direct, !direct_trap(m, zext<32>(vector)), [](auto&) {}),
        otherwise(Rule::none, [=](auto& m) {
            const Gate<D> gate{m.gates.get(vector)};
            const Bits<D, 64> installed = decide(m,
                arm(Rule::copy_1_verbatim, is_trap_gate(gate), [=](auto&) { return gate.bits; }),
                otherwise(Rule::copy_1_default, [=](auto& m) { return default_idt_entry(m, vector, gate).bits; }));
            m.idt.set(vector, installed);
        }));
}

/// R-COPY-1 for all 256 vectors.
template <Domain D>
void copy_traps(Machine<D>& m) {
    for (unsigned vector = 0; vector < constant::idt_entries; ++vector) {
        copy_trap(m, Bits<D, 8>::of(vector));
    }
}

// R-COPY-1 What precedes an entry into the Guest
// Given    whether the CPU last ran another Guest
// Then     if so, everything counts as changed; a changed table is copied; `changed` is zero; the TSS's ss1:esp1 are
//          refreshed; trapnum is preset to 256 (R-SW-1)
// Source   rules.md R-COPY-1, R-SW-1
template <Domain D>
void enter_guest(Machine<D>& m, Bool<D> other_guest) {
    using Word = Bits<D, 32>;
    when(m, Rule::copy_1_other_guest, other_guest, [](auto& m) {
        m.cpu.changed = m.cpu.changed | Word(constant::changed_all);
    });
    when(m, Rule::copy_1_table_copied, (m.cpu.changed & Word(constant::changed_idt)) != Word(0), [](auto& m) {
        copy_traps(m);
    });
    m.fired.add(Rule::copy_1_entered);
    m.cpu.changed = Word(0);
    m.host.tss_ss1 = m.cpu.ss1;
    m.host.tss_esp1 = m.cpu.esp1;
    m.regs.trapnum = Word(constant::no_trap_yet);
    m.outcome.entered = true;
}

} // namespace trapspec::model
