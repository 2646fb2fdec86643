#include "impl/metal/guest_calls.hpp"

#include "impl/core/abi.hpp"
#include "impl/core/cpu.hpp"
#include "impl/core/memory.hpp"
#include "impl/metal/console.hpp"
#include "impl/metal/guest/shared.hpp"
#include "impl/metal/guest_turn.hpp"
#include "impl/metal/interrupts.hpp"
#include "impl/metal/page_entry.hpp"
#include "impl/metal/paging.hpp"
#include "impl/metal/recorder.hpp"

namespace lguest::metal {
namespace {

constinit Shutdown shutdown_so_far = {};

void end_guest(Cpu& cpu) {
    kill(*cpu.guest, Reason::outside);
    record_event(cpu, Event_kind::kill_outside, nullptr, 0);
}

// R-MEM-4 will walk these.
void watch_tables(const Cpu& cpu, u32 directory) {
    const Guest& guest = *cpu.guest;
    watch(cpu, directory, sizeof(Page_table));
    const Page_table& entries = *reinterpret_cast<const Page_table*>(guest_pointer(guest, directory));
    for (u32 i = 0; i < page_entries; ++i)
        if ((entries.entries[i] & page_present) != 0 && entries.entries[i] >> page_shift < guest.pfn_limit)
            watch(cpu, entries.entries[i] & ~page_offset_mask, sizeof(Page_table));
}

void new_page_table(Cpu& cpu, u32 directory) {
    Guest& guest = *cpu.guest;
    if ((directory & page_offset_mask) != 0 || directory >> page_shift >= guest.pfn_limit) {
        print("host: bad page directory ", Hex{directory}, "\n");
        end_guest(cpu);
        return;
    }
    watch_tables(cpu, directory);
    guest.paging = true;
    guest.page_directory = directory;
    flush_shadow();
    record_event(cpu, Event_kind::set_page_tables, &directory, 1);
}

// A text of the Guest is printed up to the end of its memory.
void print_text(const Guest& guest, u32 address) {
    const u32 end = guest.pfn_limit << page_shift;
    print("guest: ");
    for (; address < end && *guest_pointer(guest, address) != 0; ++address)
        print(static_cast<char>(*guest_pointer(guest, address)));
    print("\n");
}

void answer(Cpu& cpu, u32 value) {
    cpu.regs().eax = value;
    record_guest_changes(cpu);
}

} // namespace

void before_hypercall(const Cpu& cpu, const Hypercall& hypercall) {
    const u32 address = hypercall.arguments[0];
    if (hypercall.call == hypercall_lguest_init && address_ok(*cpu.guest, address, sizeof(Lguest_data)))
        watch(cpu, address, sizeof(Lguest_data));
}

void after_hypercall(Cpu& cpu, const Hypercall& hypercall) {
    if (is_dead(*cpu.guest))
        return;
    const u32 argument = hypercall.arguments[0];
    switch (hypercall.call) {
    case hypercall_shutdown:
        shutdown_so_far = {true, argument};
        end_guest(cpu);
        break;
    case hypercall_new_page_table:
        new_page_table(cpu, argument);
        break;
    case hypercall_flush_tlb:
        flush_shadow();
        break;
    case hypercall_print:
        print_text(*cpu.guest, argument);
        break;
    case hypercall_print_number:
        print("guest:   ", Hex{argument}, "\n");
        break;
    case hypercall_exits:
        answer(cpu, exits_by(argument));
        break;
    case hypercall_unexpected:
        answer(cpu, unexpected_interrupts());
        break;
    default:
        break;
    }
}

Shutdown shutdown() {
    return shutdown_so_far;
}

} // namespace lguest::metal
