// Words as text: "0x" and exactly 8 (or 16) lower-case hex digits.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace trapspec::traces {

/// How many digits a word of this width has.
constexpr std::size_t hex_digits(unsigned width) {
    return width > 32 ? 16 : 8;
}

inline void append_hex(std::string& out, std::uint64_t value, std::size_t digits) {
    out += "0x";
    for (std::size_t left = digits; left != 0; --left) {
        out += "0123456789abcdef"[(value >> (4 * (left - 1))) & 0xF];
    }
}

constexpr std::optional<std::uint64_t> parse_hex(std::string_view text, std::size_t digits) {
    if (text.size() != digits + 2 || !text.starts_with("0x")) {
        return std::nullopt;
    }
    std::uint64_t value = 0;
    for (const char c : text.substr(2)) {
        const bool decimal = c >= '0' && c <= '9';
        if (!decimal && (c < 'a' || c > 'f')) {
            return std::nullopt;
        }
        value = (value << 4) | static_cast<std::uint64_t>(decimal ? c - '0' : c - 'a' + 10);
    }
    return value;
}

} // namespace trapspec::traces
