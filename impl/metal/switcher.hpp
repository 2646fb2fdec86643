// Entering the Guest, and what brought the Host back.
#pragma once

#include "impl/core/switcher.hpp"
#include "impl/core/types.hpp"

namespace lguest::metal {

inline constexpr u32 stub_bytes = 16;

struct Exit {
    Stub path;
    u32 vector;
    bool cpu_pushed_error_code;
    u32 error_code;     // 0 if the CPU pushed none
    u32 registers[18];  // what the Guest had, in the order of impl/core's block, wherever the pushes went
    bool from_switcher; // entering the Guest faulted in ring 0
};

// `stubs[vector]` is where the stub of a vector is.
void init_switcher(u32* stubs, u32 host_cr3);
Exit switch_once(u32 guest_cr3);

} // namespace lguest::metal
