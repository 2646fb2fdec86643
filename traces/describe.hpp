// Values of the architecture in words: gates, descriptors, selectors, error codes, flags, vectors. They are taken apart
// by the model's own definitions.
#pragma once

#include <cstdint>
#include <string>

namespace trapspec::traces {

/// "interrupt gate to 0xc0101234, DPL 3"
[[nodiscard]] std::string describe_gate(std::uint32_t a, std::uint32_t b);

/// "code, base 0x0, limit 0xffffffff, DPL 3, 32-bit"
[[nodiscard]] std::string describe_descriptor(std::uint32_t a, std::uint32_t b);

/// "0x61 (GDT 12, RPL 1)"
[[nodiscard]] std::string describe_selector(std::uint32_t selector);

/// "0x302 (TF IF)"; an IOPL above 0 is named too
[[nodiscard]] std::string describe_eflags(std::uint32_t eflags);

/// "#PF, page fault" or "virtual IRQ 3"
[[nodiscard]] std::string describe_vector(std::uint32_t vector);

/// What the error code of an exception says: "gate of vector 0x80", "write by CPL 3: the page is not present". Of a vector
/// that has none, that.
[[nodiscard]] std::string describe_error_code(std::uint32_t vector, std::uint32_t code);

} // namespace trapspec::traces
