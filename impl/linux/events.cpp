#include "impl/linux/events.hpp"

#include "impl/core/abi.hpp"
#include "impl/core/clock.hpp"
#include "impl/core/hypercalls.hpp"
#include "impl/core/idt.hpp"
#include "impl/core/interrupts.hpp"
#include "impl/core/memory.hpp"
#include "impl/core/run.hpp"
#include "impl/core/stack.hpp"
#include "impl/core/switcher.hpp"
#include "impl/core/syscall.hpp"
#include "impl/core/traps.hpp"
#include "impl/linux/machine.hpp"
#include "impl/linux/requests.hpp"

namespace lguest::harness {
namespace {

using trapspec::wire::Request;
using trapspec::wire::Status;

void set_registers(const u32* words) {
    __builtin_memcpy(&machine.cpu.regs(), words, sizeof(Registers));
}

void set_last_ran(bool other_guest) {
    machine.host.last_ran = other_guest ? nullptr : &machine.cpu;
}

void reflected_if(Trap_result result) {
    machine.outcome.reflected = result == Trap_result::reflected;
}

void run(bool other_guest) {
    if (is_dead(machine.guest))
        return;
    set_last_ran(other_guest);
    reflected_if(run_pass(machine.cpu));
}

void dispatch(Kind kind, const u32* a) {
    Cpu& cpu = machine.cpu;
    Guest& guest = machine.guest;
    Host& host = machine.host;
    Outcome& outcome = machine.outcome;

    switch (kind) {
    case Kind::start_guest:
        start_guest(a[0], a[1]);
        break;
    case Kind::set_registers:
        set_registers(a);
        break;
    case Kind::guest_write:
        machine.memory.store(a[0], a[1]);
        break;
    case Kind::set_page_tables:
        guest.paging = true;
        guest.page_directory = a[0];
        break;
    case Kind::set_faults:
        machine.memory.set_faults({a[0], a[1], a[2], a[3]});
        break;
    case Kind::kill_outside:
        kill(guest, Reason::outside);
        break;
    case Kind::observe:
        break;
    case Kind::read_memory:
        outcome.result = read_guest_word(guest, a[0]);
        break;
    case Kind::write_memory:
        write_guest_word(guest, a[0], a[1]);
        break;
    case Kind::translate:
        outcome.result = guest_pa(guest, a[0]);
        break;
    case Kind::setup_default_idt_entries:
        setup_default_idt_entries(cpu.pages->guest_idt, host);
        break;
    case Kind::load_idt_entry:
        load_guest_idt_entry(cpu, a[0], {a[1], a[2]});
        break;
    case Kind::enter_guest:
        set_last_ran(a[0] != 0);
        prepare_entry(cpu);
        outcome.entered = 1;
        break;
    case Kind::switcher_stub:
        outcome.result = static_cast<u32>(save_frame(cpu, a[0], a[1] != 0, a[2]));
        break;
    case Kind::deliver_trap:
        outcome.result = deliver_trap(cpu, a[0]);
        break;
    case Kind::trap:
        take_trap();
        reflected_if(handle_trap(cpu));
        break;
    case Kind::interrupt_pending: {
        bool more = false;
        outcome.result = interrupt_pending(cpu, more);
        outcome.more = more;
        break;
    }
    case Kind::try_deliver_interrupt:
        try_deliver_interrupt(cpu, a[0], a[1] != 0);
        break;
    case Kind::set_interrupt:
        set_interrupt(cpu, a[0]);
        break;
    case Kind::check_syscall_vector:
        outcome.result = check_syscall_vector(guest);
        break;
    case Kind::init_interrupts:
        outcome.result = init_interrupts(host);
        break;
    case Kind::free_interrupts:
        free_interrupts(host);
        break;
    case Kind::set_stack:
        guest_set_stack(cpu, a[0], a[1], a[2]);
        break;
    case Kind::set_clockevent:
        guest_set_clockevent(cpu, a[0]);
        break;
    case Kind::clock_expires:
        clock_expired(cpu);
        break;
    case Kind::hypercall:
        do_hypercall(cpu, {a[0], {a[1], a[2], a[3]}});
        break;
    case Kind::run:
        run(a[12] != 0);
        break;
    }
}

} // namespace

Status perform(const Request& request) {
    const Status status = check(request);
    if (status != trapspec::wire::ok)
        return status;

    const Kind kind = static_cast<Kind>(request.kind);
    machine.outcome = {};
    machine.pinned = 0;
    machine.memory.clear_log();
    set_stimulus(kind, request.arguments);
    dispatch(kind, request.arguments);
    return trapspec::wire::ok;
}

} // namespace lguest::harness
