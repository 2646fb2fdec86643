// Words in and out of the model's processor.
#pragma once

#include "model/arch/arch.hpp"

namespace trapspec::diff::cpu {

template <unsigned Width>
[[nodiscard]] constexpr model::Bits<model::Concrete, Width> bits(std::uint64_t value) {
    return model::Bits<model::Concrete, Width>::of(value);
}

template <unsigned Width>
[[nodiscard]] constexpr std::uint32_t host(model::concrete::Bits<Width> value) {
    static_assert(Width <= 32);
    return static_cast<std::uint32_t>(value.host());
}

[[nodiscard]] inline model::arch::Event<model::Concrete> event_of(
    std::uint32_t source, std::uint32_t vector, std::uint32_t error_code = 0) {
    model::arch::Event<model::Concrete> event;
    event.source = bits<4>(source);
    event.vector = bits<8>(vector);
    event.error_code = bits<16>(error_code);
    return event;
}

// The machine's memory below 4 MiB, with the model's own page tables where the machine has neither stacks nor code.
inline constexpr std::uint32_t memory_bytes = 4U << 20, directory = 0x1000, page_table = 0x2000;

} // namespace trapspec::diff::cpu
