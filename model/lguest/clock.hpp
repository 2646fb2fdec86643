// The Guest's clock.
#pragma once

#include "model/lguest/interrupts.hpp"

namespace trapspec::model {

// R-CLK-1  The Guest's clock is armed or cancelled
// Given    a delta in ns and the wall clock in ns
// Then     0 cancels; else the timer is armed absolutely at wall clock + delta
// Source   rules.md R-CLK-1
template <Domain D>
void guest_set_clockevent(Machine<D>& m, Bits<D, 32> delta, Bits<D, 64> now) {
    decide(m,
        arm(Rule::clk_1_cancelled,
            delta == Bits<D, 32>(0),
            [](auto& m) {
                m.cpu.timer_armed = false;
                m.cpu.timer_deadline = Bits<D, 64>(0);
            }),
        otherwise(Rule::clk_1_armed, [=](auto& m) {
            m.cpu.timer_armed = true;
            m.cpu.timer_deadline = now + zext<64>(delta);
        }));
}

// R-CLK-2  Its expiry raises virtual IRQ 0, once
// Given    an armed timer, and whether the task was asleep
// Then     the timer is no longer armed, and R-IRQ-3 for line 0
// Source   rules.md R-CLK-2
template <Domain D>
void clock_expires(Machine<D>& m, Bool<D> asleep) {
    when(m, Rule::clk_2_expired, m.cpu.timer_armed, [=](auto& m) {
        m.cpu.timer_armed = false;
        m.cpu.timer_deadline = Bits<D, 64>(0);
        set_interrupt(m, Bits<D, 32>(0), asleep);
    });
}

// R-CLK-3  A new CPU's clock is not armed
// Given    a new virtual CPU
// Then     its timer exists, counts wall-clock time and is not armed
// Source   rules.md R-CLK-3
template <Domain D>
void init_clockdev(Machine<D>& m) {
    m.fired.add(Rule::clk_3_initialised);
    m.cpu.timer_armed = false;
    m.cpu.timer_deadline = Bits<D, 64>(0);
}

} // namespace trapspec::model
