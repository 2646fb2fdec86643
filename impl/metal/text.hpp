// What is needed of strings.
#pragma once

#include "impl/core/types.hpp"

namespace lguest::metal {

[[nodiscard]] constexpr u32 length_of(const char* text) {
    u32 length = 0;
    while (text[length] != 0)
        ++length;
    return length;
}

[[nodiscard]] constexpr bool is_same(const char* left, const char* right) {
    while (*left != 0 && *left == *right) {
        ++left;
        ++right;
    }
    return *left == *right;
}

inline constexpr u32 hex_digits = 8;

// The digits of a word, the highest first; no terminator.
constexpr void to_hex(u32 value, char* digits) {
    for (u32 i = 0; i < hex_digits; ++i)
        digits[i] = "0123456789abcdef"[value >> (28 - 4 * i) & 0xF];
}

} // namespace lguest::metal
