// What may be odd or wrong about a question.
#pragma once

#include "diff/cpu/layout.hpp"
#include "diff/generate/random.hpp"

namespace trapspec::diff::cpu {

using Twist = void (*)(Random&, const Places&, Question&);

[[nodiscard]] std::span<const Twist> twists();
/// Those of an iret: of the frame, and of what the frame leads to.
[[nodiscard]] std::span<const Twist> iret_twists();

[[nodiscard]] std::uint32_t random_selector(Random& random);
/// Within the two stack pages, mostly near the edges of a page, sometimes on no word's boundary.
[[nodiscard]] std::uint32_t random_stack(Random& random, const Places& places);
[[nodiscard]] std::uint32_t random_flags(Random& random);
[[nodiscard]] std::uint32_t random_handler(Random& random, const Places& places);

void set_handler(Question& question, std::uint32_t offset);

} // namespace trapspec::diff::cpu
