#include "traces/import/lguest_clock.hpp"

namespace trapspec::traces::lguest {

// The clock's bit is seen in the maps that were read after it.
Clock_place place_clock(const Set_interrupt& clock, const Try_deliver& attempt) {
    const bool in_first = (attempt.irqs_pending & 1) != 0;
    const bool in_second = (attempt.irqs_pending_after & 1) != 0;
    const bool masked = (attempt.shared_before.blocked_interrupts & 1) != 0;
    if (in_first) {
        // Unmasked, it would have been the answer of R-IRQ-1.
        return attempt.irq == 0 || masked ? Clock_place{} : Clock_place{Moment::between, {.before_question = false}};
    }
    if (in_second && clock.irqs_pending == attempt.irqs_pending) {
        return {Moment::between, {.before_attempt = false}};
    }
    // The second map, if it has the bit, is the one after the clock and compared there.
    return {Moment::after, {.after_attempt = !in_second}};
}

} // namespace trapspec::traces::lguest
