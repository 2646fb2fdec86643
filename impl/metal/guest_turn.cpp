#include "impl/metal/guest_turn.hpp"

#include "impl/core/abi.hpp"
#include "impl/core/cpu.hpp"
#include "impl/metal/console.hpp"
#include "impl/metal/cpu_state.hpp"
#include "impl/metal/interrupts.hpp"
#include "impl/metal/paging.hpp"
#include "impl/metal/recorder.hpp"
#include "impl/metal/switcher.hpp"

namespace lguest::metal {
namespace {

// Ticks in a row that find the Guest still computing.
constexpr u32 patience = 50;

constinit u32 exits[idt_entries] = {};
constinit u32 ticks_in_a_row = 0;
// The floating-point unit is handed over when the Guest first uses it.
constinit bool guest_has_fpu = false;

void set_task_switched(bool on) {
    const u32 rest = read_cr0() & ~cr0_task_switched;
    write_cr0(on ? rest | cr0_task_switched : rest);
}

void stop_runaway(Cpu& cpu, u32 vector) {
    ticks_in_a_row = vector == first_external_vector ? ticks_in_a_row + 1 : 0;
    if (ticks_in_a_row < patience)
        return;
    print("host: the Guest has done nothing but compute for ", patience, " ticks\n");
    kill(*cpu.guest, Reason::outside);
    record_event(cpu, Event_kind::kill_outside, nullptr, 0);
}

} // namespace

void take_turn(Cpu& cpu) {
    record_entry(cpu);
    set_task_switched(cpu.ts || !guest_has_fpu);
    const Exit exit = switch_once(shadow_directory_address());
    cpu.last_pagefault = read_cr2();
    set_task_switched(false);
    if (exit.vector == vector_device_not_available && !cpu.ts)
        guest_has_fpu = true;

    if (exit.from_switcher)
        print("host: entering the Guest faulted, vector ", exit.vector, "\n");
    else
        ++exits[exit.vector];
    record_exit(cpu, exit);
    if (exit.path == Stub::host_handler)
        host_interrupt(exit.vector);
    stop_runaway(cpu, exit.vector);
}

u32 exits_by(u32 vector) {
    return vector < idt_entries ? exits[vector] : 0;
}

} // namespace lguest::metal
