// Descriptors of segments and of the TSS, put together.
#pragma once

#include "impl/core/switcher_pages.hpp"
#include "impl/core/types.hpp"

namespace lguest::metal {

// SDM vol. 3A, "Segment Descriptors". Types with the accessed bit set: the CPU would set it, and the table is read-only
// while a Guest runs.
inline constexpr u64 code_segment = 0xB;
inline constexpr u64 data_segment = 0x3;
inline constexpr u64 available_tss = 0x9;
inline constexpr u64 not_system = 1u << 4;
inline constexpr u64 present = 1u << 7;
inline constexpr u64 default_32_bit = 1u << 6;
inline constexpr u64 page_granular = 1u << 7;
inline constexpr u64 all_pages = 0xFFFFF;

[[nodiscard]] constexpr u64 descriptor(u64 base, u64 limit, u64 access, u64 flags) {
    return (limit & 0xFFFF) | (base & 0xFFFFFF) << 16 | access << 40 | (limit >> 16) << 48 | flags << 48 |
           (base >> 24) << 56;
}

// From 0 to the end: what a Guest must not touch is kept from it by paging.
[[nodiscard]] constexpr u64 flat(u64 type, u64 dpl) {
    return descriptor(0, all_pages, type | not_system | dpl << 5 | present, default_32_bit | page_granular);
}

[[nodiscard]] constexpr u64 task_state(u32 address) {
    return descriptor(address, sizeof(Tss) - 1, available_tss | present, 0);
}

} // namespace lguest::metal
