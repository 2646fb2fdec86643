// The tokens of a source file, as far as changing them one at a time needs them.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace trapspec::diff::mutants {

enum class Token_kind { identifier, number, punctuation, comment, other };

struct Token {
    Token_kind kind;
    std::string_view text;
    std::size_t offset;
    unsigned line;   ///< from 1
    unsigned column; ///< from 1
};

[[nodiscard]] std::vector<Token> tokens_of(std::string_view source);

} // namespace trapspec::diff::mutants
