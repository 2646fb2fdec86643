#include "impl/metal/interrupts.hpp"

#include "impl/core/abi.hpp"
#include "impl/core/cpu.hpp"
#include "impl/core/services.hpp"
#include "impl/metal/console.hpp"
#include "impl/metal/ports.hpp"
#include "impl/metal/recorder.hpp"

namespace lguest::metal {
namespace {

// Intel 8259A: two controllers, each with a command and a data port; the four initialisation command words.
constexpr u16 pic_command = 0x20;
constexpr u16 pic_data = 0x21;
constexpr u16 slave_command = 0xA0;
constexpr u16 slave_data = 0xA1;
constexpr u8 icw1_needs_icw4 = 0x11;
constexpr u8 icw3_slave_on_line_2 = 1 << 2;
constexpr u8 icw3_slave_is_2 = 2;
constexpr u8 icw4_8086 = 1;
constexpr u8 all_lines = 0xFF;
constexpr u8 end_of_interrupt = 0x20;

// Intel 8254: channel 0, both bytes, mode 2 (rate generator).
constexpr u16 pit_channel_0 = 0x40;
constexpr u16 pit_command = 0x43;
constexpr u8 pit_rate_generator = 0x34;
constexpr u32 pit_hertz = 1'193'182;
constexpr u32 pit_divisor = 11'932; // close to 100 ticks a second

constexpr u32 ns_per_second = 1'000'000'000;
constexpr u32 tick_ns = static_cast<u32>(u64{ns_per_second} * pit_divisor / pit_hertz);

constexpr u32 timer_vector = first_external_vector;

struct Clock {
    Cpu* cpu;
    u32 ticks;
    u32 unexpected;
    Guest_time time; // since the machine started
};

constinit Clock host_clock = {};

void tick() {
    out8(pic_command, end_of_interrupt);
    ++host_clock.ticks;
    host_clock.time.nsec += tick_ns;
    if (host_clock.time.nsec >= ns_per_second) {
        host_clock.time.nsec -= ns_per_second;
        ++host_clock.time.sec;
    }
    Cpu* const cpu = host_clock.cpu;
    if (cpu != nullptr && cpu->timer.armed && wall_clock() >= cpu->timer.deadline)
        recorded_clock_expired(*cpu);
}

} // namespace

void init_interrupt_controller() {
    out8(pic_command, icw1_needs_icw4);
    out8(slave_command, icw1_needs_icw4);
    out8(pic_data, first_external_vector);
    out8(slave_data, first_external_vector + pic_lines / 2);
    out8(pic_data, icw3_slave_on_line_2);
    out8(slave_data, icw3_slave_is_2);
    out8(pic_data, icw4_8086);
    out8(slave_data, icw4_8086);
    out8(pic_data, static_cast<u8>(all_lines & ~1u)); // the timer alone
    out8(slave_data, all_lines);

    out8(pit_command, pit_rate_generator);
    out8(pit_channel_0, pit_divisor & 0xFF);
    out8(pit_channel_0, pit_divisor >> 8);
}

void mask_interrupts() {
    out8(pic_data, all_lines);
}

void host_interrupt(u32 vector) {
    if (vector == timer_vector) {
        tick();
        return;
    }
    ++host_clock.unexpected;
    print("host: interrupt ", Hex{vector}, ", which no device has\n");
}

void serve_clock_of(Cpu& cpu) {
    host_clock.cpu = &cpu;
}

u32 ticks() {
    return host_clock.ticks;
}

u32 unexpected_interrupts() {
    return host_clock.unexpected;
}

} // namespace lguest::metal

namespace lguest {

Guest_time wall_time() {
    return metal::recorded_time(metal::host_clock.time);
}

u64 wall_clock() {
    return u64{metal::host_clock.ticks} * metal::tick_ns;
}

} // namespace lguest
