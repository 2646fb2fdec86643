// Which version of the rules a Host follows, as a value: R-VER-1, R-VER-2.
#pragma once

namespace lguest {

struct Rules {
    // Vector 6 always comes to the Host, and a Guest kernel's vmcall becomes a hypercall trap (R-TRAP-3, R-TRAP-4).
    bool rewrites_vmcall;
    // The Guest's handler starts without TF, VM, RF and NT, as a CPU would start it (R-PUSH-6).
    bool clears_entry_flags;
};

inline constexpr Rules linux_2_6_32{true, false};
inline constexpr Rules linux_3_11{false, false};
inline constexpr Rules linux_3_18{false, true};

} // namespace lguest
