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

// Who else ran is the tester's to say; that this CPU did is the Host's to remember.
void note_other_guest(bool ran) {
    if (ran)
        machine.host.last_ran = nullptr;
}

void reflected_if(Trap_result result) {
    machine.outcome.reflected = result == Trap_result::reflected;
}

void run(bool other_guest) {
    if (is_dead(machine.guest))
        return;
    note_other_guest(other_guest);
    reflected_if(run_pass(machine.cpu));
}

void dispatch(Event_kind kind, const u32* a) {
    Cpu& cpu = machine.cpu;
    Guest& guest = machine.guest;
    Host& host = machine.host;
    Outcome& outcome = machine.outcome;

    switch (kind) {
    case Event_kind::start_guest:
        start_guest(a[0], a[1]);
        break;
    case Event_kind::set_registers:
        set_registers(a);
        break;
    case Event_kind::guest_write:
        machine.memory.store(a[0], a[1]);
        break;
    case Event_kind::set_page_tables:
        guest.paging = true;
        guest.page_directory = a[0];
        break;
    case Event_kind::set_faults:
        machine.memory.set_faults({a[0], a[1], a[2], a[3]});
        break;
    case Event_kind::kill_outside:
        kill(guest, Reason::outside);
        break;
    case Event_kind::observe:
        break;
    case Event_kind::read_memory:
        outcome.result = read_guest_word(guest, a[0]);
        break;
    case Event_kind::write_memory:
        write_guest_word(guest, a[0], a[1]);
        break;
    case Event_kind::translate:
        outcome.result = guest_pa(guest, a[0]);
        break;
    case Event_kind::setup_default_idt_entries:
        setup_default_idt_entries(cpu.pages->guest_idt, host);
        break;
    case Event_kind::load_idt_entry:
        load_guest_idt_entry(cpu, a[0], {a[1], a[2]});
        break;
    case Event_kind::enter_guest:
        note_other_guest(a[0] != 0);
        prepare_entry(cpu);
        outcome.entered = 1;
        break;
    case Event_kind::switcher_stub:
        outcome.result = static_cast<u32>(save_frame(cpu, a[0], a[1] != 0, a[2]));
        break;
    case Event_kind::deliver_trap:
        outcome.result = deliver_trap(cpu, a[0]);
        break;
    case Event_kind::trap:
        take_trap();
        reflected_if(handle_trap(cpu));
        break;
    case Event_kind::interrupt_pending: {
        bool more = false;
        outcome.result = interrupt_pending(cpu, more);
        outcome.more = more;
        break;
    }
    case Event_kind::try_deliver_interrupt:
        try_deliver_interrupt(cpu, a[0], a[1] != 0);
        break;
    case Event_kind::set_interrupt:
        set_interrupt(cpu, a[0]);
        break;
    case Event_kind::check_syscall_vector:
        outcome.result = check_syscall_vector(guest);
        break;
    case Event_kind::init_interrupts:
        outcome.result = init_interrupts(host);
        break;
    case Event_kind::free_interrupts:
        free_interrupts(host);
        break;
    case Event_kind::set_stack:
        guest_set_stack(cpu, a[0], a[1], a[2]);
        break;
    case Event_kind::set_clockevent:
        guest_set_clockevent(cpu, a[0]);
        break;
    case Event_kind::clock_expires:
        fire_timer();
        clock_expired(cpu);
        break;
    case Event_kind::hypercall:
        do_hypercall(cpu, {a[0], {a[1], a[2], a[3]}});
        break;
    case Event_kind::run:
        run(a[12] != 0);
        break;
    }
}

} // namespace

Status perform(const Request& request) {
    const Status status = check(request);
    if (status != trapspec::wire::ok)
        return status;

    const Event_kind kind = static_cast<Event_kind>(request.kind);
    machine.outcome = {};
    machine.pinned = 0;
    machine.memory.clear_log();
    set_stimulus(kind, request.arguments);
    dispatch(kind, request.arguments);
    check_timer();
    return trapspec::wire::ok;
}

} // namespace lguest::harness
