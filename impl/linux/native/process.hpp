// What the process that answers questions is made of: its memory, its LDT, and what the kernel hands to a signal's handler.
#pragma once

#include "diff/wire/native.hpp"
#include "impl/core/types.hpp"

namespace lguest::native {

using trapspec::wire::native::Answer;
using trapspec::wire::native::Exchange;
using trapspec::wire::native::Header;
using trapspec::wire::native::Question;

// Linux, arch/x86/include/uapi/asm/sigcontext.h: `struct sigcontext_32`.
struct Signal_context {
    u16 gs, unused_gs, fs, unused_fs, es, unused_es, ds, unused_ds;
    u32 registers[trapspec::wire::native::general_registers];
    u32 vector;
    u32 errcode;
    u32 eip;
    u16 cs, unused_cs;
    u32 eflags;
    u32 esp_at_signal;
    u16 ss, unused_ss;
    u32 fpu_state;
    u32 old_mask;
    u32 cr2;
};
static_assert(sizeof(Signal_context) == 88);

// i386 `struct ucontext`, up to what is used.
struct User_context {
    u32 flags;
    u32 link;
    u32 stack[3];
    Signal_context machine;
};

// Each says what it could not do, and ends the process.
void map_region(const Header& header);
void handle_signals(Header& header);
void set_ldt_entry(u32 number, const u32 (&descriptor)[2]);

void tell_segments(Header& header);
[[noreturn]] void fail(const char* message);

} // namespace lguest::native
