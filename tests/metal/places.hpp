// A machine with the addresses of the bootable image, and the descriptors that questions choose from.
#pragma once

#include "diff/cpu/layout.hpp"

namespace trapspec::test {

inline diff::cpu::Places places_of_the_image() {
    diff::cpu::Places places{};
    for (std::uint32_t i = 0; i < wire::oracle::source_count; ++i) {
        places.source[i] = i == 0 ? 0x103000 : 0x103400 + 8 * i;
    }
    places.int_n_bytes = 4;
    places.low_source = 0x60000U - 0x103000U;
    places.leave = 0x101FF8;
    places.leave_esp = 0x119000;
    places.landing[0] = 0x8000;
    places.landing[1] = 0x58000;
    places.landing_bytes = 0x8000;
    places.stubs = 0x102000;
    places.stub_bytes = 16;
    places.stack_pages = 0x300000;
    places.esp0 = 0x14B000;
    places.low_stack = 0x70000;
    places.unmapped = 0x3FF000;
    places.code = 8;
    places.data = 16;
    places.task = 24;
    return places;
}

inline diff::cpu::Descriptors descriptors_of_the_image() {
    diff::cpu::Descriptors table = diff::cpu::descriptors();
    table[1] = diff::cpu::flat(diff::cpu::access_byte::code, 0);
    table[2] = diff::cpu::flat(diff::cpu::access_byte::data, 0);
    return table;
}

} // namespace trapspec::test
