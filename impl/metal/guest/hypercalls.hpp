// Asking the Host.
#pragma once

#include "impl/core/abi.hpp"
#include "impl/core/desc.hpp"
#include "impl/metal/guest/shared.hpp"

namespace lguest::metal {

inline u32 hypercall(u32 call, u32 first = 0, u32 second = 0, u32 third = 0) {
    asm volatile("int %1" : "+a"(call) : "i"(lguest_trap_entry), "b"(first), "c"(second), "d"(third) : "memory");
    return call;
}

inline u32 word_of(const void* object) {
    return static_cast<u32>(reinterpret_cast<uptr>(object));
}

inline void say(const char* text) {
    hypercall(hypercall_print, word_of(text));
}

inline u32 exits_by(u32 vector) {
    return hypercall(hypercall_exits, vector);
}

inline void set_clock(u32 ns) {
    hypercall(hypercall_set_clockevent, ns);
}

[[noreturn]] inline void shut_down(u32 failures) {
    hypercall(hypercall_shutdown, failures);
    __builtin_unreachable();
}

} // namespace lguest::metal
