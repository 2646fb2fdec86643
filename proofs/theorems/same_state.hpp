// That two ways lead to the same state, claim by claim.
#pragma once

#include "model/state/fields.hpp"
#include "proofs/run.hpp"

namespace trapspec::proofs {

/// The run's machine is that one: all of it but the outcome and the arms that fired. `at` and `slot` are any.
template <class D>
void claim_same_state(Run<D>& run, const model::Machine<D>& other, model::Bits<D, 32> at, model::Bits<D, 8> slot) {
    const model::Machine<D>& m = run.machine();
    const auto same = [](const auto& a, const auto& b) {
        model::Bool<D> all = true;
        model::for_each_field([&](auto, const auto& x, const auto& y) { all = all & (x == y); }, a, b);
        return all;
    };
    run.claim("the same registers", same(m.regs, other.regs));
    run.claim("the same words of the CPU", same(m.cpu, other.cpu));
    run.claim("the same words of the Guest", same(m.guest, other.guest));
    run.claim("the same words of the Host", same(m.host, other.host));
    run.claim("the same gates", m.gates.get(slot) == other.gates.get(slot));
    run.claim("the same installed gates", m.idt.get(slot) == other.idt.get(slot));
    run.claim("the same memory", m.memory.template load<1>(at) == other.memory.template load<1>(at));
}

} // namespace trapspec::proofs
