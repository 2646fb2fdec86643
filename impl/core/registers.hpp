// The Guest's registers as the Switcher leaves them at the top of the register page: the last five are what the
// CPU pushes on a ring change, errcode and trapnum what CPU and stub push, the rest what the Switcher pushes.
#pragma once

#include "impl/core/types.hpp"

namespace lguest {

struct Registers {
    u32 eax;
    u32 ebx;
    u32 ecx;
    u32 edx;
    u32 esi;
    u32 edi;
    u32 ebp;
    u32 gs;
    u32 fs;
    u32 ds;
    u32 es;
    u32 trapnum;
    u32 errcode;
    u32 eip;
    u32 cs;
    u32 eflags;
    u32 esp;
    u32 ss;
};

inline constexpr u32 register_words = 18;

static_assert(sizeof(Registers) == register_words * 4);
static_assert(__builtin_offsetof(Registers, trapnum) == 44);
static_assert(__builtin_offsetof(Registers, eip) == 52);
static_assert(__builtin_offsetof(Registers, ss) == 68);

} // namespace lguest
