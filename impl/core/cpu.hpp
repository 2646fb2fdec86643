// One virtual CPU of a Guest.
#pragma once

#include "impl/core/desc.hpp"
#include "impl/core/guest.hpp"
#include "impl/core/switcher_pages.hpp"
#include "impl/core/types.hpp"
#include "impl/core/x86.hpp"

namespace lguest {

struct Clock_timer {
    bool armed;
    u64 deadline; // wall clock, ns; 0 while disarmed
};

struct Cpu {
    Guest* guest;
    Switcher_pages* pages;
    u32 esp1;
    u16 ss1;
    bool halted;
    bool hypercall_pending;
    bool ts; // the Guest wants to see device-not-available traps
    u32 changed;
    u32 irqs_pending;
    u32 last_pagefault;
    Clock_timer timer;
    Desc idt[idt_entries]; // the Guest's gates, vetted

    [[nodiscard]] Registers& regs() const { return pages->registers; }
};

// A CPU that has never run, on pages of its own.
void init_cpu(Cpu& cpu, Guest& guest, Switcher_pages& pages);

} // namespace lguest
