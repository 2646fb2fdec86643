// Bit-vector arithmetic on at most 64 bits, with SMT-LIB's meaning where C++ has none. Concrete computes with it, and
// Symbolic folds literals with it.
#pragma once

#include <bit>
#include <cstdint>

namespace trapspec::model::arithmetic {

constexpr std::uint64_t mask(unsigned width) {
    return width >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << width) - 1;
}

constexpr std::uint64_t wrap(std::uint64_t value, unsigned width) {
    return value & mask(width);
}

constexpr std::uint64_t shift_left(std::uint64_t value, std::uint64_t by, unsigned width) {
    return by >= width ? 0 : wrap(value << by, width);
}

constexpr std::uint64_t shift_right(std::uint64_t value, std::uint64_t by, unsigned width) {
    return by >= width ? 0 : value >> by;
}

/// The value of a `width`-bit two's complement number, widened to 64 bits.
constexpr std::int64_t as_signed(std::uint64_t value, unsigned width) {
    const std::uint64_t sign = std::uint64_t{1} << (width - 1);
    return std::bit_cast<std::int64_t>((wrap(value, width) ^ sign) - sign);
}

} // namespace trapspec::model::arithmetic
