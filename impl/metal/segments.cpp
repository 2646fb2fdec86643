#include "impl/metal/segments.hpp"

#include "impl/core/abi.hpp"
#include "impl/metal/descriptor.hpp"
#include "impl/metal/layout.hpp"
#include "impl/metal/switcher_data.hpp"

namespace lguest::metal {
namespace {

constexpr u32 tss_selector = 16 << 3;
static_assert(lguest_cs >> 3 == 10 && lguest_ds >> 3 == 11 && kernel_cs >> 3 == 12);

} // namespace

[[gnu::section(".switcher_data")]] constinit Switcher_data switcher_data = {
    .gdt =
        {
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            flat(code_segment, 0),        // LGUEST_CS
            flat(data_segment, 0),        // LGUEST_DS
            flat(code_segment, guest_pl), // __KERNEL_CS
            flat(data_segment, guest_pl), // __KERNEL_DS
            flat(code_segment, 3),        // __USER_CS
            flat(data_segment, 3),        // __USER_DS
            task_state(guest_tss_address),
        },
    .host_cr3 = 0,
    .host_esp = 0,
    .host_idt = {},
    .guest_idt = {idt_entries * sizeof(Desc) - 1,
        switcher_pages_address + __builtin_offsetof(Switcher_pages, guest_idt)},
    .exit_esp = 0,
    .exit_path = 0,
};

void load_segments() {
    const Table_register gdt = {sizeof switcher_data.gdt - 1, switcher_data_address};
    asm volatile("lgdt %0\n\t"
                 "ljmp %1, $1f\n"
                 "1:\n\t"
                 "movl %2, %%ds\n\t"
                 "movl %2, %%es\n\t"
                 "movl %2, %%ss\n\t"
                 "movl %3, %%fs\n\t"
                 "movl %3, %%gs\n\t"
                 "lldt %w3\n\t" // after reset the LDT is the first 64 KiB of memory
                 "ltr %w4"
                 :
                 : "m"(gdt), "i"(lguest_cs), "r"(lguest_ds), "r"(0), "r"(tss_selector)
                 : "memory");
}

} // namespace lguest::metal
