#include "impl/core/hypercalls.hpp"

#include "impl/core/abi.hpp"
#include "impl/core/clock.hpp"
#include "impl/core/cpu.hpp"
#include "impl/core/idt.hpp"
#include "impl/core/memory.hpp"
#include "impl/core/stack.hpp"
#include "impl/core/syscall.hpp"

namespace lguest {
namespace {

// R-RUN-1, R-SYS-2: from here on the Host can reach the data page.
void initialise(Guest& guest, u32 address) {
    if (guest.initialised) {
        kill(guest, Reason::already_initialised);
        return;
    }
    if (!address_ok(guest, address, sizeof(Lguest_data))) {
        kill(guest, Reason::bad_guest_page);
        return;
    }

    guest.initialised = true;
    guest.lguest_data = reinterpret_cast<Lguest_data*>(guest_pointer(guest, address));

    if (!read_data(guest, &Lguest_data::noirq_start, guest.noirq_start))
        kill(guest, Reason::bad_guest_page);
    if (!read_data(guest, &Lguest_data::noirq_end, guest.noirq_end))
        kill(guest, Reason::bad_guest_page);
    if (!check_syscall_vector(guest))
        kill(guest, Reason::bad_syscall_vector);
}

} // namespace

void do_hypercall(Cpu& cpu, const Hypercall& hypercall) {
    Guest& guest = *cpu.guest;
    const u32* const arguments = hypercall.arguments;

    if (!guest.initialised && hypercall.call != hypercall_lguest_init) {
        kill(guest, Reason::hypercall_before_init, hypercall.call);
        return;
    }

    switch (hypercall.call) {
    case hypercall_lguest_init:
        initialise(guest, arguments[0]);
        break;
    case hypercall_load_idt_entry:
        load_guest_idt_entry(cpu, arguments[0], {arguments[1], arguments[2]});
        break;
    case hypercall_set_stack:
        guest_set_stack(cpu, arguments[0], arguments[1], arguments[2]);
        break;
    case hypercall_ts:
        cpu.ts = arguments[0] != 0;
        break;
    case hypercall_set_clockevent:
        guest_set_clockevent(cpu, arguments[0]);
        break;
    case hypercall_halt:
        cpu.halted = true;
        break;
    default:
        break; // not about traps
    }
}

} // namespace lguest
