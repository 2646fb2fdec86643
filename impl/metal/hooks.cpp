// The recorder between the files of the core: the linker sends the core's calls of these functions here (`--wrap`, see
// CMakeLists.txt), and each is passed on. So the core stays as it is everywhere else, and what a record says of a call is
// what the call was.
#include "impl/core/abi.hpp"
#include "impl/core/cpu.hpp"
#include "impl/core/hypercalls.hpp"
#include "impl/core/interrupts.hpp"
#include "impl/core/services.hpp"
#include "impl/core/traps.hpp"
#include "impl/metal/entries.hpp"
#include "impl/metal/guest_calls.hpp"
#include "impl/metal/paging.hpp"
#include "impl/metal/recorder.hpp"
#include "impl/metal/trap_services.hpp"

namespace lguest {

void real_do_hypercall(Cpu& cpu, const Hypercall& call) asm(
    "__real__ZN6lguest12do_hypercallERNS_3CpuERKNS_9HypercallE");
void wrap_do_hypercall(Cpu& cpu, const Hypercall& call) asm(
    "__wrap__ZN6lguest12do_hypercallERNS_3CpuERKNS_9HypercallE");

u32 real_interrupt_pending(const Cpu& cpu, bool& more) asm("__real__ZN6lguest17interrupt_pendingERKNS_3CpuERb");
u32 wrap_interrupt_pending(const Cpu& cpu, bool& more) asm("__wrap__ZN6lguest17interrupt_pendingERKNS_3CpuERb");

void real_try_deliver(Cpu& cpu, u32 irq, bool more) asm("__real__ZN6lguest21try_deliver_interruptERNS_3CpuEjb");
void wrap_try_deliver(Cpu& cpu, u32 irq, bool more) asm("__wrap__ZN6lguest21try_deliver_interruptERNS_3CpuEjb");

Trap_result real_handle_trap(Cpu& cpu) asm("__real__ZN6lguest11handle_trapERNS_3CpuE");
Trap_result wrap_handle_trap(Cpu& cpu) asm("__wrap__ZN6lguest11handle_trapERNS_3CpuE");

void wrap_do_hypercall(Cpu& cpu, const Hypercall& call) {
    metal::before_hypercall(cpu, call);
    const u64 now = wall_clock();
    real_do_hypercall(cpu, call);

    const u32 arguments[] = {call.call,
        call.arguments[0],
        call.arguments[1],
        call.arguments[2],
        metal::take_asked().pin_failures,
        static_cast<u32>(now),
        static_cast<u32>(now >> 32)};
    metal::record_event(cpu, Event_kind::hypercall, arguments, 7);
    metal::after_hypercall(cpu, call);
}

u32 wrap_interrupt_pending(const Cpu& cpu, bool& more) {
    const u32 irq = real_interrupt_pending(cpu, more);
    metal::record_event(cpu, Event_kind::interrupt_pending, nullptr, 0, {.result = irq, .more = more});
    return irq;
}

void wrap_try_deliver(Cpu& cpu, u32 irq, bool more) {
    const u32 pending = cpu.irqs_pending;
    real_try_deliver(cpu, irq, more);
    if (cpu.irqs_pending != pending)
        metal::expect_entry(first_external_vector + irq, cpu.regs().esp);

    const Guest_time time = metal::time_of_event();
    const u32 arguments[] = {irq, more, time.sec, time.nsec};
    metal::record_event(cpu, Event_kind::try_deliver_interrupt, arguments, 4);
}

Trap_result wrap_handle_trap(Cpu& cpu) {
    const Registers trap = cpu.regs();
    // R-TRAP-4: the bytes that may be a vmcall.
    u32 code;
    if ((trap.trapnum == vector_invalid_opcode || trap.trapnum == vector_general_protection) &&
        metal::translate_quietly(*cpu.guest, trap.eip, code))
        metal::watch(cpu, code, sizeof(u32));

    const Trap_result result = real_handle_trap(cpu);
    if (result == Trap_result::reflected)
        metal::expect_entry(trap.trapnum, cpu.regs().esp);

    const metal::Asked asked = metal::take_asked();
    const u32 arguments[] = {trap.trapnum,
        trap.errcode,
        trap.eip,
        trap.cs,
        trap.eflags,
        trap.esp,
        trap.ss,
        cpu.last_pagefault,
        asked.io_emulated,
        asked.fault_satisfied};
    metal::record_event(cpu, Event_kind::trap, arguments, 10, {.reflected = result == Trap_result::reflected});
    if (asked.io_emulated)
        metal::record_all_registers(cpu);
    return result;
}

} // namespace lguest
