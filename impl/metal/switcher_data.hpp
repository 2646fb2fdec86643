// The page of the Switcher that both the CPU and switcher.S read, also with the Guest's page tables loaded. The Guest
// may read it too; only the Host, with its own page tables, writes to it.
#pragma once

#include "impl/core/types.hpp"
#include "impl/core/x86.hpp"
#include "impl/metal/cpu_state.hpp"

namespace lguest::metal {

inline constexpr u32 gdt_entries = 17;

struct alignas(page_size) Switcher_data {
    u64 gdt[gdt_entries];
    // switcher.S knows these by their offsets.
    u32 host_cr3;
    u32 host_esp;
    Table_register host_idt;
    Table_register guest_idt;
    u32 exit_esp;  // where the Switcher's last push went
    u32 exit_path; // impl/core's Stub, as the stub took it
};

static_assert(__builtin_offsetof(Switcher_data, host_cr3) == 136);
static_assert(__builtin_offsetof(Switcher_data, host_esp) == 140);
static_assert(__builtin_offsetof(Switcher_data, host_idt) == 144);
static_assert(__builtin_offsetof(Switcher_data, guest_idt) == 150);
static_assert(__builtin_offsetof(Switcher_data, exit_esp) == 156);
static_assert(__builtin_offsetof(Switcher_data, exit_path) == 160);

extern Switcher_data switcher_data asm("switcher_data");

} // namespace lguest::metal
