// The core's services, answered from the request of the event under way.
#include "impl/core/services.hpp"

#include "impl/core/abi.hpp"
#include "impl/linux/machine.hpp"

namespace lguest {

using harness::machine;

namespace {

// diff/wire, "Which accesses fail": the bits of the fault words.
constexpr u32 fault_copy = 8;
constexpr u32 fault_none = 31;

u32 fault_of_field(const Guest& guest, const void* field) {
    const uptr offset = reinterpret_cast<uptr>(field) - reinterpret_cast<uptr>(guest.lguest_data);
    switch (offset) {
    case __builtin_offsetof(Lguest_data, irq_enabled):
        return 0;
    case __builtin_offsetof(Lguest_data, blocked_interrupts):
        return 1;
    case __builtin_offsetof(Lguest_data, cr2):
        return 2;
    case __builtin_offsetof(Lguest_data, time):
        return 3;
    case __builtin_offsetof(Lguest_data, irq_pending):
        return 4;
    case __builtin_offsetof(Lguest_data, noirq_start):
        return 5;
    case __builtin_offsetof(Lguest_data, noirq_end):
        return 6;
    case __builtin_offsetof(Lguest_data, syscall_vec):
        return 7;
    default:
        return fault_none;
    }
}

} // namespace

bool get_user(const Guest& guest, const u32* from, u32& value) {
    return machine.memory.read(machine.memory.address_of(from), &value, sizeof value, fault_of_field(guest, from));
}

bool put_user(Guest& guest, u32* to, u32 value) {
    return machine.memory.write(machine.memory.address_of(to), &value, sizeof value, fault_of_field(guest, to));
}

bool put_user(Guest& guest, Guest_time* to, Guest_time value) {
    return machine.memory.write(machine.memory.address_of(to), &value, sizeof value, fault_of_field(guest, to));
}

bool copy_from_guest(const Guest&, void* to, const u8* from, u32 length) {
    return machine.memory.read(machine.memory.address_of(from), to, length, fault_copy);
}

bool copy_to_guest(Guest&, u8* to, const void* from, u32 length) {
    return machine.memory.write(machine.memory.address_of(to), from, length, fault_copy);
}

bool make_present(Cpu&, u32) {
    const u32 page = machine.pinned < 31 ? machine.pinned : 31;
    ++machine.pinned;
    return (machine.stimulus.pin_failures >> page & 1) == 0;
}

bool demand_page(Cpu&, u32 vaddr, u32 errcode) {
    if (vaddr != machine.stimulus.cr2 || errcode != machine.stimulus.errcode)
        panic("another page fault than the one that came");
    return machine.stimulus.fault_satisfied;
}

bool emulate_io(Cpu&) {
    return machine.stimulus.io_emulated;
}

Guest_time wall_time() {
    return machine.stimulus.time;
}

u64 wall_clock() {
    return machine.stimulus.now;
}

// The tester plays the timer: it sees the deadline and sends the expiry.
void program_timer(const Cpu& cpu) {
    machine.programmed = cpu.timer;
}

bool wake(Cpu& cpu) {
    if (cpu.irqs_pending == 0)
        panic("woken before there is anything to wake for");
    machine.outcome.woke = 1;
    return machine.stimulus.asleep;
}

void kick(Cpu&) {
    machine.outcome.kicked = 1;
}

void sleep(Cpu&) {
    machine.outcome.slept = 1;
}

void switch_to_guest(Cpu&) {
    machine.outcome.entered = 1;
    harness::take_trap();
}

bool is_vector_used(u32) {
    return machine.stimulus.vector_used || machine.syscall_vector_reserved;
}

void mark_vector(u32) {
    machine.syscall_vector_reserved = true;
}

void unmark_vector(u32 vector) {
    if (vector == syscall_vector_linux)
        panic("the Host's own system call is given away");
    machine.syscall_vector_reserved = false;
}

bool is_percpu_irq_vector(u32) {
    return machine.stimulus.percpu_used;
}

void log(const char*, u32) {
    machine.outcome.logged = 1;
}

void panic(const char*) {
    machine.outcome.panicked = 1;
}

} // namespace lguest
