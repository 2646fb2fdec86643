#include "impl/core/clock.hpp"

#include "impl/core/cpu.hpp"
#include "impl/core/interrupts.hpp"
#include "impl/core/services.hpp"

namespace lguest {
namespace {

constexpr u32 clock_irq = 0;

void disarm(Cpu& cpu) {
    cpu.timer.armed = false;
    cpu.timer.deadline = 0;
}

} // namespace

// R-CLK-3
void init_clockdev(Cpu& cpu) {
    disarm(cpu);
    program_timer(cpu);
}

// R-CLK-1: an absolute deadline, so that time passed before the timer is set up counts.
void guest_set_clockevent(Cpu& cpu, u32 delta) {
    if (delta == 0) {
        disarm(cpu);
    } else {
        cpu.timer.armed = true;
        cpu.timer.deadline = wall_clock() + delta;
    }
    program_timer(cpu);
}

// R-CLK-2: the timer can be cancelled while its expiry is already under way.
void clock_expired(Cpu& cpu) {
    if (!cpu.timer.armed)
        return;
    disarm(cpu);
    set_interrupt(cpu, clock_irq);
}

} // namespace lguest
