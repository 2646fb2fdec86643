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
constexpr std::uint32_t direct_exceptions(const model::Rule_set& rules) {
    return ~(1U << 7 | 1U << 13 | 1U << 14 | 1U << 31 | (rules.vector_6_never_direct ? 1U << 6 : 0) |
             (rules.machine_check_never_direct ? 1U << 18 : 0));
}

/// R-TRAP-1 as a map of the exceptions: bits 8, 10 to 14 and 17.
template <class Word>
auto cpu_has_error_code(Word n) {
    return ult(n, 32) & ((lshr(Word(0x27D00u), n) & 1) == 1);
}

/// The DPL of a default gate, by R-DEF-1.
template <model::Domain D>
model::Bits<D, 2> default_dpl(const model::Machine<D>& m, model::Bits<D, 8> vector, model::Bits<D, 2> base) {
    const auto closed = model::Bool<D>(m.rules.error_code_stubs_closed) & cpu_has_error_code(zext<32>(vector));
    return ite(vector == 0x1F, model::Bits<D, 2>(1), ite(closed, model::Bits<D, 2>(0), base));
}

template <model::Domain D>
model::Bool<D> may_go_direct(const model::Machine<D>& m, model::Bits<D, 8> vector) {
    using Word = model::Bits<D, 32>;
    const Word n = zext<32>(vector);
    return ite(
        ult(n, 32), (lshr(Word::of(direct_exceptions(m.rules)), n) & 1) == 1, (n == 0x80) | (n == m.syscall_vector));
}

} // namespace trapspec::proofs
