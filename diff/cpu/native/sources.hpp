// What the instructions' parts share.
#pragma once

#include "diff/cpu/processor.hpp"

namespace trapspec::diff::cpu::native {

[[nodiscard]] inline model::arch::Event<model::Concrete> fault(std::uint32_t vector, std::uint32_t error_code = 0) {
    return event_of(model::arch::source::fault, vector, error_code);
}

/// What an error code says of a selector.
[[nodiscard]] constexpr std::uint32_t named(std::uint32_t selector) {
    return selector & 0xFFFC;
}

} // namespace trapspec::diff::cpu::native
