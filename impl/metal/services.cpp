// The core's services on the bare machine.
#include "impl/core/services.hpp"

#include "impl/core/cpu.hpp"
#include "impl/metal/console.hpp"
#include "impl/metal/cpu_state.hpp"
#include "impl/metal/guest_memory.hpp"
#include "impl/metal/guest_turn.hpp"
#include "impl/metal/io.hpp"
#include "impl/metal/machine.hpp"
#include "impl/metal/page_entry.hpp"
#include "impl/metal/paging.hpp"
#include "impl/metal/recorder.hpp"
#include "impl/metal/sleeping.hpp"
#include "impl/metal/trap_services.hpp"

namespace lguest {
namespace {

constinit metal::Asked asked = {};
constinit bool asleep = false;

} // namespace

bool get_user(const Guest& guest, const u32* from, u32& value) {
    return metal::read_guest_memory(guest, from, &value, sizeof value);
}

bool put_user(Guest& guest, u32* to, u32 value) {
    return metal::write_guest_memory(guest, to, &value, sizeof value);
}

bool put_user(Guest& guest, Guest_time* to, Guest_time value) {
    return metal::write_guest_memory(guest, to, &value, sizeof value);
}

bool copy_from_guest(const Guest& guest, void* to, const u8* from, u32 length) {
    return metal::read_guest_memory(guest, from, to, length);
}

bool copy_to_guest(Guest& guest, u8* to, const void* from, u32 length) {
    return metal::write_guest_memory(guest, to, from, length);
}

bool make_present(Cpu& cpu, u32 vaddr) {
    const bool present = metal::shadow_page(cpu, vaddr, true, false);
    if (!present)
        asked.pin_failures |= 1u << (asked.pages_pinned < 31 ? asked.pages_pinned : 31);
    ++asked.pages_pinned;
    return present;
}

bool demand_page(Cpu& cpu, u32 vaddr, u32 errcode) {
    asked.fault_satisfied =
        metal::shadow_page(cpu, vaddr, (errcode & metal::fault_on_write) != 0, (errcode & metal::fault_by_user) != 0);
    return asked.fault_satisfied;
}

bool emulate_io(Cpu& cpu) {
    asked.io_emulated = metal::step_over_io(cpu);
    return asked.io_emulated;
}

// Every tick looks at the timer.
void program_timer(const Cpu&) {}

bool wake(Cpu&) {
    asked.woke = true;
    return asleep;
}

// There is one CPU, and whoever kicks runs on it: the Guest is not running.
void kick(Cpu&) {
    asked.kicked = true;
}

void sleep(Cpu&) {
    asleep = true;
    asm volatile("sti; hlt; cli" : : : "memory");
    asleep = false;
}

void switch_to_guest(Cpu& cpu) {
    metal::take_turn(cpu);
}

// Nothing on this machine but the timer has a vector, and init_interrupts() is not called.
bool is_vector_used(u32) {
    return false;
}

void mark_vector(u32) {}

void unmark_vector(u32) {}

bool is_percpu_irq_vector(u32) {
    return false;
}

void log(const char* message, u32 number) {
    metal::print("host: ", message, " ", number, "\n");
}

void panic(const char* message) {
    metal::print("host: ", message, "\n");
    metal::stop_machine(false);
}

namespace metal {

Asked take_asked() {
    const Asked taken = asked;
    asked = {};
    return taken;
}

bool is_asleep() {
    return asleep;
}

} // namespace metal
} // namespace lguest
