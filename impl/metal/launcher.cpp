#include "impl/metal/launcher.hpp"

#include "impl/core/abi.hpp"
#include "impl/core/clock.hpp"
#include "impl/core/idt.hpp"
#include "impl/metal/guest/shared.hpp"
#include "impl/metal/interrupts.hpp"
#include "impl/metal/layout.hpp"
#include "impl/metal/switcher.hpp"

extern "C" const lguest::u8 guest_image[];
extern "C" const lguest::u8 guest_image_end[];

namespace lguest::metal {
namespace {

// SDM vol. 1, "EFLAGS Register": bit 1 is always set.
constexpr u32 eflags_fixed = 1u << 1;

void load_image(Guest& guest) {
    __builtin_memset(guest.memory, 0, guest.pfn_limit << page_shift);
    __builtin_memcpy(guest.memory + guest_image_address, guest_image, static_cast<u32>(guest_image_end - guest_image));
}

void set_start_registers(Registers& regs, const Scenario_info& scenario) {
    constexpr u32 guest_kernel_ds = guest_kernel_cs + 8;
    regs.eax = static_cast<u32>(scenario.scenario);
    regs.eip = guest_image_address;
    regs.cs = guest_kernel_cs;
    regs.ss = guest_kernel_ds;
    regs.ds = guest_kernel_ds;
    regs.es = guest_kernel_ds;
    // The real IF is always set in a Guest.
    regs.eflags = eflags_fixed | eflags_if;
}

} // namespace

void launch(Machine& machine, const Scenario_info& scenario, u32 host_cr3) {
    machine.host.rules = rules_numbered(scenario.rules);
    machine.host.syscall_vector = scenario.syscall_vector;
    init_switcher(machine.host.default_handlers, host_cr3);

    Guest& guest = machine.guest;
    guest.host = &machine.host;
    guest.memory = reinterpret_cast<u8*>(guest_memory_address);
    guest.pfn_limit = guest_pages;
    load_image(guest);

    Cpu& cpu = machine.cpu;
    init_cpu(cpu, guest, *reinterpret_cast<Switcher_pages*>(switcher_pages_address));
    init_clockdev(cpu);
    setup_default_idt_entries(cpu.pages->guest_idt, machine.host);
    set_start_registers(cpu.regs(), scenario);
    serve_clock_of(cpu);
}

} // namespace lguest::metal
