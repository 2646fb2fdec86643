// The two pages that the Switcher has for each CPU: the first is the stack on which the Guest's registers arrive, the
// second what the real CPU reads while the Guest runs.
#pragma once

#include "impl/core/desc.hpp"
#include "impl/core/registers.hpp"
#include "impl/core/types.hpp"
#include "impl/core/x86.hpp"

namespace lguest {

// SDM vol. 3A, "Task-State Segment (TSS)".
struct Tss {
    u16 back_link;
    u16 reserved0;
    u32 esp0;
    u16 ss0;
    u16 reserved1;
    u32 esp1;
    u16 ss1;
    u16 reserved2;
    u32 esp2;
    u16 ss2;
    u16 reserved3;
    u32 task[18]; // cr3 to the LDT selector: task switches are not used
    u16 debug_trap;
    u16 io_bitmap_base;
};

static_assert(__builtin_offsetof(Tss, esp0) == 4 && __builtin_offsetof(Tss, ss0) == 8);
static_assert(__builtin_offsetof(Tss, esp1) == 12 && __builtin_offsetof(Tss, ss1) == 16);
static_assert(sizeof(Tss) == 104);

struct alignas(page_size) Switcher_pages {
    u8 stack[page_size - sizeof(Registers)];
    Registers registers;
    Desc guest_idt[idt_entries];
    Tss guest_tss;
};

static_assert(__builtin_offsetof(Switcher_pages, guest_idt) == page_size);
static_assert(sizeof(Switcher_pages) == 2 * page_size);

} // namespace lguest
