// A gate descriptor and how to read it: R-GATE-1 to R-GATE-3.
#pragma once

#include "impl/core/types.hpp"

namespace lguest {

// SDM vol. 3A, "IDT Descriptors":
//
//        31            16 15 14 13 12 11   8 7        0
//     b  | offset 31..16 | P | DPL | 0 | type | 0      |
//     a  | selector      | offset 15..0                |
struct Desc {
    u32 a;
    u32 b;
};

static_assert(sizeof(Desc) == 8);

inline constexpr u32 gate_present = 1u << 15;
inline constexpr u32 gate_dpl_shift = 13;
inline constexpr u32 gate_dpl_mask = 3u << gate_dpl_shift;
inline constexpr u32 gate_type_shift = 8;
inline constexpr u32 gate_type_mask = 0xF;
inline constexpr u32 gate_selector_shift = 16;
inline constexpr u32 gate_low_half = 0xFFFF;
inline constexpr u32 gate_high_half = 0xFFFF0000;

// 32-bit gates.
inline constexpr u32 interrupt_gate = 0xE;
inline constexpr u32 trap_gate = 0xF;

// R-GATE-1
[[nodiscard]] constexpr u32 handler_address(Desc gate) {
    return (gate.a & gate_low_half) | (gate.b & gate_high_half);
}

[[nodiscard]] constexpr u32 gate_dpl(Desc gate) {
    return (gate.b & gate_dpl_mask) >> gate_dpl_shift;
}

// R-GATE-2
[[nodiscard]] constexpr u32 gate_type(Desc gate) {
    return (gate.b >> gate_type_shift) & gate_type_mask;
}

// R-GATE-3
[[nodiscard]] constexpr bool is_present(Desc gate) {
    return (gate.b & gate_present) != 0;
}

} // namespace lguest
