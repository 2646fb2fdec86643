// What theorems say of gates, in the CPU's words.
#pragma once

#include "model/lguest/gate.hpp"
#include "model/state/machine.hpp"

namespace trapspec::proofs {

/// Leads to the Switcher's stub of the vector, by an interrupt gate.
template <model::Domain D>
model::Bool<D> is_stub_gate(const model::Machine<D>& m, model::Bits<D, 8> vector, model::Gate<D> gate) {
    return present(gate) & is_interrupt_gate(gate) & (selector(gate) == 0x50) &
           (handler(gate) == trunc<32>(m.handlers.get(vector)));
}

/// Present, the Guest kernel's selector, S clear, the low byte of b clear.
template <model::Domain D>
model::Bool<D> is_vetted(model::Gate<D> gate) {
    return present(gate) & (selector(gate) == 0x61) & (extract<12, 12>(gate.b()) == 0) & (extract<7, 0>(gate.b()) == 0);
}

template <model::Domain D>
model::Bool<D> is_empty(model::Gate<D> gate) {
    return gate.bits == 0;
}

/// R-TRAP-3 as a map of the exceptions: bit n set when vector n may go direct.
inline constexpr std::uint32_t direct_exceptions = ~(1U << 7 | 1U << 13 | 1U << 14 | 1U << 31);

template <model::Domain D>
model::Bool<D> may_go_direct(const model::Machine<D>& m, model::Bits<D, 8> vector) {
    using Word = model::Bits<D, 32>;
    const Word n = zext<32>(vector);
    const Word map = Word::of(m.rules.vector_6_never_direct ? direct_exceptions & ~(1U << 6) : direct_exceptions);
    return ite(ult(n, 32), (lshr(map, n) & 1) == 1, (n == 0x80) | (n == m.syscall_vector));
}

} // namespace trapspec::proofs
