// That two ways lead to the same state, claim by claim.
#pragma once

#include "model/state/fields.hpp"
#include "proofs/run.hpp"

namespace trapspec::proofs {

template <class Struct>
model::Bool<model::Symbolic> same_fields(const Struct& a, const Struct& b) {
    model::Bool<model::Symbolic> all = true;
    model::for_each_field([&](auto, const auto& x, const auto& y) { all = all & (x == y); }, a, b);
    return all;
}

/// The run's machine is that one: all of it but the outcome and the arms that fired. `at` and `slot` are any.
inline void claim_same_state(Run<model::Symbolic>& run,
    const model::Machine<model::Symbolic>& other,
    model::Bits<model::Symbolic, 32> at,
    model::Bits<model::Symbolic, 8> slot) {
    const model::Machine<model::Symbolic>& m = run.machine();
    run.claim("the same registers", same_fields(m.regs, other.regs));
    run.claim("the same words of the CPU", same_fields(m.cpu, other.cpu));
    run.claim("the same words of the Guest", same_fields(m.guest, other.guest));
    run.claim("the same words of the Host", same_fields(m.host, other.host));
    run.claim("the same gates", m.gates.get(slot) == other.gates.get(slot));
    run.claim("the same installed gates", m.idt.get(slot) == other.idt.get(slot));
    run.claim("the same memory", m.memory.load<1>(at) == other.memory.load<1>(at));
}

} // namespace trapspec::proofs
