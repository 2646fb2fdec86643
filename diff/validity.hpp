// Which events a system accepts: the bounds that diff/wire/README.md sets around the rules.
#pragma once

#include <cstdint>
#include <string>

#include "traces/trace.hpp"

namespace trapspec::diff {

using traces::Event;

/// Pages that one set_stack may pin; rules.md bounds R-STK-2's loop by nothing.
inline constexpr std::uint32_t max_stack_pages = 64;

[[nodiscard]] bool is_valid(const Event& event, std::uint32_t memory_pages);

/// True when a pending hypercall (eax, with edx pages) would pin more than max_stack_pages; a `run` is then refused.
[[nodiscard]] bool pins_too_many_pages(std::uint32_t eax, std::uint32_t edx);

/// What is wrong with an event that is not valid, for people.
[[nodiscard]] std::string why_not_valid(const Event& event, std::uint32_t memory_pages);

} // namespace trapspec::diff
