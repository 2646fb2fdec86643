// A virtual interrupt that is tried, for the tests of R-IRQ-2.
#pragma once

#include "tests/support/checks.hpp"

namespace trapspec::test::interrupt_event {

inline constexpr uint32_t handler = 0xC0105678;
inline constexpr uint32_t sec = 0x11111111;
inline constexpr uint32_t nsec = 0x22222222;

inline void try_deliver(Machine& m, uint32_t irq, bool more = false) {
    happens(m, Event_kind::try_deliver_interrupt, {irq, more ? 1U : 0U, sec, nsec});
}

/// IRQ 4 pending, with a handler for it.
inline Machine guest_with_handler(Gate_words gate = interrupt_gate(handler)) {
    Machine m = legal_guest();
    m.cpu.irqs_pending = Word(0x00000013);
    set_gate(m, 0x24, gate);
    return m;
}

} // namespace trapspec::test::interrupt_event
