#include "impl/core/deliver.hpp"

#include "impl/core/abi.hpp"
#include "impl/core/cpu.hpp"
#include "impl/core/host.hpp"
#include "impl/core/memory.hpp"
#include "impl/core/x86.hpp"

namespace lguest {
namespace {

// Where a frame goes: for each of the two pages that it can lie on, how far Guest-physical memory is from the Guest's
// virtual addresses, in arithmetic that wraps.
struct Stack {
    u32 esp;
    u32 lower_page; // virtual number of the page with the frame's lowest byte
    u32 lower_distance;
    u32 upper_distance;
};

// False if the walk failed.
bool find_distance(Guest& guest, u32 vaddr, u32& distance) {
    u32 physical;
    const bool found = translate(guest, vaddr, physical);
    distance = physical - vaddr;
    return found;
}

// R-PUSH-2: the top is translated once, and counted down from, whatever the Guest has mapped at the page below. Under
// R-VER-3 both ends of the frame are. False if a walk failed.
bool find_stack(Guest& guest, Stack& stack, u32 top, u32 frame_size) {
    const u32 lowest = top - frame_size;
    stack.esp = top;
    stack.lower_page = lowest >> page_shift;

    if (!guest.host->rules.frame_in_its_pages) {
        const bool found = find_distance(guest, top, stack.upper_distance);
        stack.lower_distance = stack.upper_distance;
        return found;
    }
    const bool lower_found = find_distance(guest, lowest, stack.lower_distance);
    const bool upper_found = find_distance(guest, top - 1, stack.upper_distance);
    return lower_found && upper_found;
}

u32 physical_address(const Stack& stack, u32 vaddr) {
    return vaddr + (vaddr >> page_shift == stack.lower_page ? stack.lower_distance : stack.upper_distance);
}

// R-PUSH-1; under R-VER-3 a word on two pages is written byte by byte, as its halves need not be neighbours.
void push(Guest& guest, Stack& stack, u32 value) {
    stack.esp -= sizeof value;
    const bool straddles = (stack.esp & page_offset_mask) > page_size - sizeof value;
    if (!straddles || !guest.host->rules.frame_in_its_pages) {
        write_guest_word(guest, physical_address(stack, stack.esp), value);
        return;
    }
    for (u32 i = 0; i < sizeof value; ++i) {
        const u8 byte = static_cast<u8>(value >> 8 * i);
        write_guest(guest, physical_address(stack, stack.esp + i), &byte, sizeof byte);
    }
}

// R-PUSH-3: the real IF is always 1 in a Guest, so its own idea of it comes from the data page.
u32 guest_eflags(const Guest& guest, u32 eflags) {
    u32 irq_enabled;
    if (read_data(guest, &Lguest_data::irq_enabled, irq_enabled) && (irq_enabled & eflags_if) == 0)
        return eflags & ~eflags_if;
    return eflags;
}

} // namespace

void set_guest_interrupt(Cpu& cpu, Desc gate, bool has_error_code) {
    Guest& guest = *cpu.guest;
    Registers& regs = cpu.regs();
    const Rules& rules = guest.host->rules;

    // R-PUSH-2
    const bool changes_ring = (regs.ss & rpl_mask) != guest_pl;
    const u32 segment = changes_ring ? cpu.ss1 : regs.ss;
    const u32 top = changes_ring ? cpu.esp1 : regs.esp;
    const u32 frame_words = (changes_ring ? 5u : 3u) + (has_error_code ? 1u : 0u);
    Stack stack;
    if (!find_stack(guest, stack, top, frame_words * sizeof(u32)) && rules.failed_walk_ends_delivery)
        return;

    const u32 pushed_selector_mask = rules.selectors_extended ? selector_mask : ~0u;
    u32 eflags = 0;
    if (rules.virtual_if_read_first)
        eflags = guest_eflags(guest, regs.eflags);

    if (changes_ring) {
        push(guest, stack, regs.ss & pushed_selector_mask);
        push(guest, stack, regs.esp);
    }

    // R-PUSH-3: read after those pushes, which may have landed on the word.
    if (!rules.virtual_if_read_first)
        eflags = guest_eflags(guest, regs.eflags);

    // R-PUSH-4
    push(guest, stack, eflags);
    push(guest, stack, regs.cs & pushed_selector_mask);
    push(guest, stack, regs.eip);

    // R-PUSH-5
    if (has_error_code)
        push(guest, stack, regs.errcode);

    // R-PUSH-6
    regs.ss = segment;
    regs.esp = stack.esp;
    regs.cs = guest_kernel_cs;
    regs.eip = handler_address(gate);

    // R-VER-2
    if (rules.clears_entry_flags)
        regs.eflags &= ~(eflags_tf | eflags_vm | eflags_rf | eflags_nt);

    // R-PUSH-7
    if (gate_type(gate) == interrupt_gate && !write_data(guest, &Lguest_data::irq_enabled, 0u))
        kill(guest, Reason::disabling_interrupts);
}

} // namespace lguest
