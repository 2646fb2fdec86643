// Traps: which may go direct, and what becomes of one that came to the Host: R-TRAP.
#pragma once

#include "impl/core/types.hpp"

namespace lguest {

struct Cpu;
struct Host;

enum class Trap_result : u32 {
    handled,   // the Host's own business
    reflected, // the Guest's handler runs next
    unhandled, // the Guest had no handler and is dead
};

[[nodiscard]] bool has_error_code(u32 vector);
[[nodiscard]] bool deliver_trap(Cpu& cpu, u32 vector);
[[nodiscard]] bool direct_trap(const Host& host, u32 vector);
Trap_result handle_trap(Cpu& cpu);

} // namespace lguest
