// The segments that questions choose from, beside the machine's own and the one that a question brings along.
#pragma once

#include "diff/metal/oracle.hpp"

namespace trapspec::diff::cpu {

using metal::Answer;
using metal::Descriptors;
using metal::Places;
using metal::Question;

namespace slot {
inline constexpr std::uint32_t code_1 = 4, data_1 = 5, code_2 = 6, data_2 = 7, code_3 = 8, data_3 = 9,
                               conforming_0 = 10, conforming_1 = 11, conforming_3 = 12, read_only_1 = 13,
                               absent_code_1 = 14, absent_data_1 = 15, system_1 = 16, code_0 = 17,
                               empty = 18; ///< and those after it
inline constexpr std::uint32_t asked = wire::oracle::asked_gdt_entry;
} // namespace slot

[[nodiscard]] constexpr std::uint32_t selector(std::uint32_t slot, std::uint32_t rpl) {
    return slot << 3 | rpl;
}

/// SDM vol. 3A, "Segment Descriptors": `access` is the byte with P, DPL, S and type; `flags` G, D/B.
[[nodiscard]] constexpr std::array<std::uint32_t, 2> descriptor(
    std::uint32_t base, std::uint32_t limit, std::uint32_t access, std::uint32_t flags) {
    return {(limit & 0xFFFF) | base << 16,
        (base >> 16 & 0xFF) | access << 8 | (limit & 0xF0000) | flags << 20 | (base & 0xFF000000)};
}

namespace access_byte {
inline constexpr std::uint32_t code = 0x9B, conforming = 0x9F, data = 0x93, read_only = 0x91, expand_down = 0x97,
                               ldt = 0x82, present = 0x80;
}
inline constexpr std::uint32_t wide_pages = 0xC, wide_bytes = 0x4, narrow_bytes = 0; // G, D/B
inline constexpr std::uint32_t all_pages = 0xFFFFF;

[[nodiscard]] constexpr std::array<std::uint32_t, 2> flat(std::uint32_t access, std::uint32_t dpl) {
    return descriptor(0, all_pages, access | dpl << 5, wide_pages);
}

[[nodiscard]] constexpr std::uint32_t code_slot(std::uint32_t ring) {
    return ring == 0 ? slot::code_0 : slot::code_1 + 2 * (ring - 1);
}
[[nodiscard]] constexpr std::uint32_t data_slot(std::uint32_t ring) {
    return slot::data_1 + 2 * (ring - 1); ///< ring 0's is the machine's
}

[[nodiscard]] constexpr Descriptors descriptors() {
    Descriptors table{};
    for (std::uint32_t ring = 1; ring <= 3; ++ring) {
        table[code_slot(ring)] = flat(access_byte::code, ring);
        table[data_slot(ring)] = flat(access_byte::data, ring);
    }
    table[slot::conforming_0] = flat(access_byte::conforming, 0);
    table[slot::conforming_1] = flat(access_byte::conforming, 1);
    table[slot::conforming_3] = flat(access_byte::conforming, 3);
    table[slot::read_only_1] = flat(access_byte::read_only, 1);
    table[slot::absent_code_1] = flat(access_byte::code & ~access_byte::present, 1);
    table[slot::absent_data_1] = flat(access_byte::data & ~access_byte::present, 1);
    table[slot::system_1] = flat(access_byte::ldt, 1);
    table[slot::code_0] = flat(access_byte::code, 0);
    return table;
}

} // namespace trapspec::diff::cpu
