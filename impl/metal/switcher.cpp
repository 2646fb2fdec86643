#include "impl/metal/switcher.hpp"

#include "impl/core/abi.hpp"
#include "impl/core/registers.hpp"
#include "impl/core/traps.hpp"
#include "impl/metal/host_idt.hpp"
#include "impl/metal/layout.hpp"
#include "impl/metal/switcher_data.hpp"

extern "C" {
extern const lguest::u8 switcher_stubs[];
void run_guest_once(lguest::u32 guest_cr3);
}

namespace lguest::metal {
namespace {

// The words of impl/core's block by position.
constexpr u32 trapnum_word = __builtin_offsetof(Registers, trapnum) / sizeof(u32);
constexpr u32 errcode_word = trapnum_word + 1;
constexpr u32 cs_word = __builtin_offsetof(Registers, cs) / sizeof(u32);
constexpr u32 cpu_words = 5; // eip to ss

// An entry that faults does so in ring 0: the CPU pushes wherever the entry had come to, and a whole frame. Where an
// error code is missing this word is eflags, whose bit 1 is always set.
bool is_from_ring_0(const u32* last_push) {
    return (last_push[cs_word] & rpl_mask) == 0;
}

// SDM vol. 3A, "Exception- or Interrupt-Handler Procedures": what lies above the Switcher's pushes is what the CPU and
// the stub pushed, which is one word less than the block when an error code is missing.
Exit read_exit(const u32* last_push, const u32* stack_top) {
    Exit exit = {};
    exit.path = static_cast<Stub>(switcher_data.exit_path);
    exit.vector = last_push[trapnum_word];

    const u32 pushed = static_cast<u32>(stack_top - last_push);
    const u32 by_stub = has_error_code(exit.vector) ? 1 : 2;
    exit.cpu_pushed_error_code = pushed - trapnum_word - by_stub - cpu_words == 1;
    if (exit.cpu_pushed_error_code)
        exit.error_code = last_push[trapnum_word + by_stub];

    for (u32 i = 0; i < trapnum_word; ++i)
        exit.registers[i] = last_push[i];
    for (u32 i = register_words - cpu_words; i < register_words; ++i)
        exit.registers[i] = stack_top[i - register_words];
    exit.registers[trapnum_word] = impossible_trap;
    return exit;
}

} // namespace

void init_switcher(u32* stubs, u32 host_cr3) {
    for (u32 vector = 0; vector < idt_entries; ++vector)
        stubs[vector] = static_cast<u32>(reinterpret_cast<uptr>(switcher_stubs)) + vector * stub_bytes;
    switcher_data.host_cr3 = host_cr3;
    switcher_data.host_idt = host_idt_register();
}

Exit switch_once(u32 guest_cr3) {
    Switcher_pages& pages = *reinterpret_cast<Switcher_pages*>(switcher_pages_address);
    const u32 errcode = pages.registers.errcode;
    run_guest_once(guest_cr3);

    const u32* const last_push = reinterpret_cast<const u32*>(switcher_data.exit_esp);
    const u32* const stack_top = reinterpret_cast<const u32*>(&pages.registers + 1);
    if (is_from_ring_0(last_push)) {
        Exit exit = {};
        exit.from_switcher = true;
        exit.vector = last_push[trapnum_word];
        pages.registers.trapnum = impossible_trap;
        return exit;
    }

    Exit exit = read_exit(last_push, stack_top);
    exit.registers[errcode_word] = errcode;
    return exit;
}

} // namespace lguest::metal
