// A CPU for one question, with segments as the Guest and the Host have them: flat, 32-bit, of their selector's level.
#pragma once

#include <cstdint>

#include "model/arch/state.hpp"
#include "model/domain/concrete.hpp"

namespace trapspec::diff {

using Processor = model::arch::Processor<model::Concrete>;
using Cpu_event = model::arch::Event<model::Concrete>;
using Segment = model::arch::Segment<model::Concrete>;

// docs/rules.md, "Vocabulary and constants"
inline constexpr std::uint32_t switcher_ds = 0x58, guest_user_cs = 0x73, guest_user_ds = 0x7B;

inline constexpr std::uint32_t level_mask = 3; ///< of a selector

/// Where the one stack of interest has its pointer in the memory of such a CPU, whatever the pointer is.
inline constexpr std::uint32_t middle_of_memory = 2048;

template <unsigned Width>
[[nodiscard]] model::Bits<model::Concrete, Width> bits(std::uint64_t value) {
    return model::Bits<model::Concrete, Width>::of(value);
}

[[nodiscard]] Segment code_segment(std::uint32_t selector);
[[nodiscard]] Segment data_segment(std::uint32_t selector);

/// Based so that `pointer` is at `middle_of_memory`.
[[nodiscard]] Segment stack_segment(std::uint32_t selector, std::uint32_t pointer);

void enter_into_gdt(Processor& m, const Segment& segment);

/// In level 0 on an empty IDT, with the Switcher's segments and the Guest's kernel code in the GDT; no paging.
[[nodiscard]] Processor flat_cpu();

} // namespace trapspec::diff
