// Values of a trace in words: gates, selectors, flags.
#pragma once

#include <cstdint>
#include <string>

namespace trapspec::traces {

/// "interrupt gate to 0xc0101234, DPL 3"
[[nodiscard]] std::string describe_gate(std::uint32_t a, std::uint32_t b);

/// "0x61 (GDT 12, RPL 1)"
[[nodiscard]] std::string describe_selector(std::uint32_t selector);

/// "0x302 (TF IF)"
[[nodiscard]] std::string describe_eflags(std::uint32_t eflags);

} // namespace trapspec::traces
