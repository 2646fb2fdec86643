// Questions to a CPU: a legal event, with up to three things odd or wrong about it.
#pragma once

#include "diff/cpu/specification.hpp"
#include "diff/generate/random.hpp"

namespace trapspec::diff::cpu {

/// The plainest question there is: INT 0x80 in ring 3, through a trap gate, to a handler in ring 1.
[[nodiscard]] Question plain_question(const Places& places);

/// Question `number` of the run with this seed. Whether it can be asked, the specification says.
[[nodiscard]] Question make_question(const Specification& specification, std::uint64_t seed, std::uint64_t number);

/// The frame that an iret finds is where the question's stack is.
void place_frame(const Specification& specification, Question& question);

} // namespace trapspec::diff::cpu
