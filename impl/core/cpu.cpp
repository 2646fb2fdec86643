#include "impl/core/cpu.hpp"

#include "impl/core/abi.hpp"
#include "impl/core/host.hpp"

namespace lguest {

void init_cpu(Cpu& cpu, Guest& guest, Switcher_pages& pages) {
    __builtin_memset(&cpu, 0, sizeof cpu);
    __builtin_memset(&pages.registers, 0, sizeof pages.registers);
    __builtin_memset(pages.guest_idt, 0, sizeof pages.guest_idt);
    __builtin_memset(&pages.guest_tss, 0, sizeof pages.guest_tss);

    cpu.guest = &guest;
    cpu.pages = &pages;
    cpu.changed = changed_all;
    // R-VER-3: until the Guest names its stack, ring 1 has one that a CPU can load.
    if (guest.host->rules.first_stack_in_ring_1)
        cpu.ss1 = guest_kernel_ds;
    pages.registers.trapnum = impossible_trap;

    // The CPU's pushes must end up in the register block, which is the top of the first page.
    pages.guest_tss.ss0 = lguest_ds;
    pages.guest_tss.esp0 = static_cast<u32>(reinterpret_cast<uptr>(&pages.registers + 1));
    // Beyond the segment's limit: no I/O permission bitmap, so the Guest has no port.
    pages.guest_tss.io_bitmap_base = sizeof(Tss);
}

} // namespace lguest
