// What all Guests of this Host have in common.
#pragma once

#include "impl/core/rules.hpp"
#include "impl/core/types.hpp"
#include "impl/core/x86.hpp"

namespace lguest {

struct Cpu;

struct Host {
    Rules rules;
    u32 syscall_vector;
    u32 default_handlers[idt_entries]; // addresses of the Switcher's stubs
    const Cpu* last_ran;               // whose gates the real CPU's Switcher pages were last used with
};

} // namespace lguest
