// Killing a Guest.
#pragma once

#include "model/state/machine.hpp"

namespace trapspec::model {

// kill     The first reason is remembered, and the rule goes on
// Given    a Guest and a reason with its numbers
// Then     the Guest is dead; a Guest that was dead already keeps its first reason and numbers
// Source   rules.md, "Vocabulary and constants", kill(reason)
// Why      Killing only marks the Guest; nothing but the run loop looks at the mark.
template <Domain D>
void kill(Machine<D>& m, Reason reason, Bits<D, 32> first = {}, Bits<D, 32> second = {}, Bits<D, 32> third = {}) {
    const Bool<D> dead = m.guest.dead;
    m.guest.reason = ite(dead, m.guest.reason, Bits<D, 8>::of(static_cast<std::uint64_t>(reason)));
    m.guest.reason_0 = ite(dead, m.guest.reason_0, first);
    m.guest.reason_1 = ite(dead, m.guest.reason_1, second);
    m.guest.reason_2 = ite(dead, m.guest.reason_2, third);
    m.guest.dead = true;
}

} // namespace trapspec::model
