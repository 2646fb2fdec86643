// What the CPU does around a Guest, by the rules of model/arch: it delivers an event into the Guest without the Host, and
// it returns into the Guest from the Host.
#pragma once

#include <cstdint>
#include <vector>

#include "diff/flat_cpu.hpp"
#include "diff/systems/system.hpp"

namespace trapspec::diff {

/// What was interrupted, as far as a delivery reads it.
struct Program {
    std::uint32_t eip = 0, cs = 0, eflags = 0, esp = 0, ss = 0;
};

/// What the first instructions of a handler find.
struct Handler_start {
    bool in_guest = false; ///< the handler of the Guest's own gate runs, in the Guest's kernel
    std::uint32_t esp = 0;
    std::uint32_t eflags = 0;         ///< as PUSHF shows them (A-EVT-6)
    std::vector<std::uint32_t> words; ///< the frame, from esp upwards
};

/// Delivers `event` through the installed table, to the stack ss1:esp1 from an outer level. Whatever else comes of it (a
/// fault, a gate to the Host) is not `in_guest`.
[[nodiscard]] Handler_start deliver_without_host(
    const Tables& tables, std::uint32_t ss1, std::uint32_t esp1, const Program& program, const Cpu_event& event);

/// Leaves the Switcher by iret from level 0 with these registers: esp and the flags in the Guest, and no frame.
[[nodiscard]] Handler_start return_to_guest(const Program& registers);

} // namespace trapspec::diff
