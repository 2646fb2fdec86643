// Questions to a process: an instruction, and registers, segments, flags and memory that are odd about every second time.
#pragma once

#include "diff/cpu/native/specification.hpp"
#include "diff/generate/random.hpp"

namespace trapspec::diff::cpu::native {

/// The plainest question there is: INT 0x80 with flat segments.
[[nodiscard]] Question plain_question(const Header& header);

/// Question `number` of the run with this seed, in place. Whether it can be asked, the specification says.
[[nodiscard]] Question make_question(
    const Specification& specification, const Header& header, std::uint64_t seed, std::uint64_t number);

} // namespace trapspec::diff::cpu::native
