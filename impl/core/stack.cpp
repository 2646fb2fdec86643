#include "impl/core/stack.hpp"

#include "impl/core/abi.hpp"
#include "impl/core/cpu.hpp"
#include "impl/core/host.hpp"
#include "impl/core/memory.hpp"
#include "impl/core/x86.hpp"

namespace lguest {

// R-STK-1: neither complaint keeps the values from being stored, except under R-VER-3.
void guest_set_stack(Cpu& cpu, u32 seg, u32 esp, u32 pages) {
    Guest& guest = *cpu.guest;
    const bool is_bad_segment = (seg & rpl_mask) != guest_pl;
    const bool is_too_long = pages > max_stack_pages;
    if (is_bad_segment)
        kill(guest, Reason::bad_stack_segment, seg);
    if (is_too_long)
        kill(guest, Reason::bad_stack_pages, pages);
    if ((is_bad_segment || is_too_long) && guest.host->rules.refused_stack_dropped)
        return;

    cpu.ss1 = static_cast<u16>(seg);
    cpu.esp1 = esp;
    guest.stack_pages = pages;
    pin_stack_pages(cpu);
}

// R-STK-2: a direct trap pushes onto these pages with nobody there to take the fault.
void pin_stack_pages(Cpu& cpu) {
    for (u32 i = 0; i < cpu.guest->stack_pages; ++i)
        pin_page(cpu, cpu.esp1 - 1 - i * page_size);
}

} // namespace lguest
