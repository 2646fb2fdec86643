// Numbers that the expectations use, written here once more from rules.md and diff/wire/README.md: a test that took
// them from the model would agree with any mistake in them.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace trapspec::test {

using std::uint16_t;
using std::uint32_t;
using std::uint64_t;
using std::uint8_t;

/// A member of lguest_data: its offset, and its bit in the two fault masks.
struct Shared_word {
    uint32_t offset;
    uint32_t fault;
};

namespace shared {
inline constexpr Shared_word irq_enabled{0, 1U << 0};
inline constexpr Shared_word blocked_interrupts{4, 1U << 1};
inline constexpr Shared_word cr2{8, 1U << 2};
inline constexpr Shared_word time_sec{12, 1U << 3};
inline constexpr Shared_word time_nsec{16, 1U << 3};
inline constexpr Shared_word irq_pending{20, 1U << 4};
inline constexpr Shared_word noirq_start{1380, 1U << 5};
inline constexpr Shared_word noirq_end{1384, 1U << 6};
inline constexpr Shared_word syscall_vec{1392, 1U << 7};
} // namespace shared

inline constexpr uint32_t every_copy = 1U << 8; ///< the bit that makes every R-MEM copy fail

inline constexpr uint32_t eflags_if = 0x200;
inline constexpr uint32_t nothing_due = 32;
inline constexpr uint32_t minus_ebusy = 0xFFFFFFF0;

inline constexpr std::array rule_names{"linux-2.6.32", "linux-3.11", "linux-3.18", "hardened"};

/// R-TRAP-1, counted out.
constexpr bool carries_error_code(uint32_t vector) {
    switch (vector) {
    case 8:
    case 10:
    case 11:
    case 12:
    case 13:
    case 14:
    case 17:
        return true;
    default:
        return false;
    }
}

/// R-TRAP-3, R-VER-1, R-VER-3, counted out.
constexpr bool goes_direct(uint32_t vector, uint32_t syscall_vector, std::string_view rules) {
    switch (vector) {
    case 6:
        return rules != "linux-2.6.32";
    case 18:
        return rules != "hardened";
    case 7:
    case 13:
    case 14:
    case 31:
        return false;
    default:
        return vector < 32 || vector == 128 || vector == syscall_vector;
    }
}

} // namespace trapspec::test
