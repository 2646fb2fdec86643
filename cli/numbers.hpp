// Numbers on a command line. CLI11 takes one that is too large for the largest that there is.
#pragma once

#include <CLI/CLI.hpp>
#include <charconv>
#include <cstdint>
#include <string>

namespace trapspec::cli {

/// A decimal number of 64 bits, and nothing else.
inline const CLI::Validator whole_number(
    [](const std::string& text) {
        std::uint64_t number = 0;
        const char* const end = text.data() + text.size();
        const auto [stop, error] = std::from_chars(text.data(), end, number);
        return error == std::errc{} && stop == end
                   ? std::string()
                   : "\"" + text + "\": expected a whole number from 0 to 18446744073709551615";
    },
    "0 to 2^64-1");

} // namespace trapspec::cli
