#include "impl/core/stack.hpp"

#include "impl/core/abi.hpp"
#include "impl/core/cpu.hpp"
#include "impl/core/memory.hpp"
#include "impl/core/x86.hpp"

namespace lguest {

// R-STK-1: neither complaint keeps the values from being stored.
void guest_set_stack(Cpu& cpu, u32 seg, u32 esp, u32 pages) {
    Guest& guest = *cpu.guest;
    if ((seg & rpl_mask) != guest_pl)
        kill(guest, Reason::bad_stack_segment, seg);
    if (pages > max_stack_pages)
        kill(guest, Reason::bad_stack_pages, pages);

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
