// The operations of both domains at one point. Apart from the tests, because Z3's and RapidCheck's headers are slow.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace trapspec::test {

inline constexpr std::array<unsigned, 8> widths{1, 2, 4, 8, 16, 24, 32, 64};

/// What Concrete and Symbolic disagree about for these operands: literals, terms that do not fold, and one of each.
/// Values are cut to the width. Only literals when `with_terms` is false.
[[nodiscard]] std::vector<std::string> disagreements(
    unsigned width, std::uint64_t x, std::uint64_t y, bool c, bool with_terms = true);

/// The laws that do not hold in Concrete for these operands.
[[nodiscard]] std::vector<std::string> broken_laws(unsigned width, std::uint64_t x, std::uint64_t y, bool c);

/// The laws that Z3 does not prove for all operands.
[[nodiscard]] std::vector<std::string> unproved_laws(unsigned width);

/// The laws of Bool: evaluated for all eight operands in Concrete, proved in Symbolic.
[[nodiscard]] std::vector<std::string> broken_bool_laws();

/// All values of Bool's operations, in both domains.
[[nodiscard]] std::vector<std::string> bool_disagreements(bool a, bool b, bool c);

} // namespace trapspec::test
