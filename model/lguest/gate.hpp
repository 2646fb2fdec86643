// Reading a gate. A gate is b << 32 | a: `a` its low word, `b` its high word.
#pragma once

#include "model/domain/domain.hpp"
#include "model/lguest/constants.hpp"

namespace trapspec::model {

template <Domain D>
struct Gate {
    Bits<D, 64> bits{};

    [[nodiscard]] Bits<D, 32> a() const { return extract<31, 0>(bits); }
    [[nodiscard]] Bits<D, 32> b() const { return extract<63, 32>(bits); }
    static Gate of(Bits<D, 32> a, Bits<D, 32> b) { return {concat(b, a)}; }
};

// R-GATE-1 A gate's handler address lies in two halves
// Given    a gate
// Then     its handler: the low half from a 15..0, the high half from b 31..16
// Source   rules.md R-GATE-1; SDM vol. 3A, "IDT Descriptors"
template <Domain D>
Bits<D, 32> handler(Gate<D> gate) {
    return concat(extract<31, 16>(gate.b()), extract<15, 0>(gate.a()));
}

// R-GATE-2 A gate's type is bits 11..8 of its high word
// Given    a gate
// Then     its type; 0xE is a 32-bit interrupt gate, 0xF a 32-bit trap gate
// Source   rules.md R-GATE-2; SDM vol. 3A, "IDT Descriptors"
template <Domain D>
Bits<D, 4> type(Gate<D> gate) {
    return extract<11, 8>(gate.b());
}

template <Domain D>
Bool<D> is_interrupt_gate(Gate<D> gate) {
    return type(gate) == Bits<D, 4>(constant::interrupt_gate_32);
}

template <Domain D>
Bool<D> is_trap_gate(Gate<D> gate) {
    return type(gate) == Bits<D, 4>(constant::trap_gate_32);
}

// R-GATE-3 A gate is present when bit 15 of its high word is set
// Given    a gate
// Then     whether it is present
// Source   rules.md R-GATE-3; SDM vol. 3A, "IDT Descriptors"
template <Domain D>
Bool<D> present(Gate<D> gate) {
    return extract<15, 15>(gate.b()) == Bits<D, 1>(1);
}

/// Descriptor privilege level: the least privileged ring that may raise the vector with `int n`.
template <Domain D>
Bits<D, 2> dpl(Gate<D> gate) {
    return extract<14, 13>(gate.b());
}

template <Domain D>
Bits<D, 16> selector(Gate<D> gate) {
    return extract<31, 16>(gate.a());
}

} // namespace trapspec::model
