// The segments and pages that questions to a process choose from.
#pragma once

#include <array>

#include "diff/cpu/layout.hpp"
#include "diff/wire/native.hpp"

namespace trapspec::diff::cpu::native {

using wire::native::Answer;
using wire::native::Header;
using wire::native::Question;
using Local_descriptors = std::array<std::array<std::uint32_t, 2>, wire::native::ldt_entries>;

/// Slots of the LDT. modify_ldt makes code and data of DPL 3 only, and conforming code only if it is not present.
namespace local {
inline constexpr std::uint32_t code = 0, data = 1, execute_only = 2, read_only = 3, absent_code = 4, absent_data = 5,
                               absent_conforming = 6, expand_down = 7, small_data = 8, narrow_data = 9,
                               landing_code = 10, narrow_landing_code = 11, empty = 12; ///< and those after it
inline constexpr std::uint32_t asked = wire::native::asked_ldt_entry;
} // namespace local

[[nodiscard]] constexpr std::uint32_t local_selector(std::uint32_t slot, std::uint32_t rpl = 3) {
    return slot << 3 | 4 | rpl;
}

namespace register_number {
inline constexpr std::size_t edi = 0, esi = 1, ebp = 2, esp = 3, ebx = 4, edx = 5, ecx = 6, eax = 7;
}

// Pages of the region, by number. What is not named is absent.
inline constexpr std::uint32_t first_open = 16, open_end = 19, read_only_page = 19, lone_open = 21, first_landing = 32,
                               landing_end = 48;

[[nodiscard]] constexpr std::uint32_t address_of_page(std::uint32_t number) {
    return wire::native::region + number * wire::native::page_bytes;
}

[[nodiscard]] constexpr wire::native::Page page_kind(std::uint32_t number) {
    using namespace wire::native;
    return (number >= first_open && number < open_end) || number == lone_open ? open
           : number == read_only_page                                         ? read_only
           : number >= first_landing && number < landing_end                  ? landing
                                                                              : absent;
}

inline constexpr std::uint32_t dpl_3 = 3U << 5, access_execute_only = 0x99;

[[nodiscard]] constexpr Local_descriptors local_descriptors() {
    constexpr std::uint32_t stacks = address_of_page(first_open), landing = address_of_page(first_landing);
    Local_descriptors table{};
    table[local::code] = flat(access_byte::code, 3);
    table[local::data] = flat(access_byte::data, 3);
    table[local::execute_only] = flat(access_execute_only, 3);
    table[local::read_only] = flat(access_byte::read_only, 3);
    table[local::absent_code] = flat(access_byte::code & ~access_byte::present, 3);
    table[local::absent_data] = flat(access_byte::data & ~access_byte::present, 3);
    table[local::absent_conforming] = flat(access_byte::conforming & ~access_byte::present, 3);
    table[local::expand_down] =
        descriptor(wire::native::region, first_open + 1, access_byte::expand_down | dpl_3, wide_pages);
    table[local::small_data] = descriptor(stacks, 0x1FFF, access_byte::data | dpl_3, wide_bytes);
    table[local::narrow_data] = descriptor(stacks, 0x1FFF, access_byte::data | dpl_3, narrow_bytes);
    table[local::landing_code] = descriptor(landing, 0xFFFF, access_byte::code | dpl_3, wide_bytes);
    table[local::narrow_landing_code] = descriptor(landing, 0x0FFF, access_byte::code | dpl_3, narrow_bytes);
    return table;
}

} // namespace trapspec::diff::cpu::native
