#include "diff/mutants/tokens.hpp"

#include <algorithm>
#include <array>
#include <cctype>

namespace trapspec::diff::mutants {

namespace {

bool is_word(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

std::size_t end_of_word(std::string_view source, std::size_t at) {
    while (at < source.size() && (is_word(source[at]) || source[at] == '\'')) {
        ++at;
    }
    return at;
}

/// One past the token that begins at `at`.
std::size_t end_of_token(std::string_view source, std::size_t at, Token_kind& kind) {
    const char c = source[at];
    const std::string_view rest = source.substr(at);
    if (rest.starts_with("//") || c == '#') {
        kind = c == '#' ? Token_kind::other : Token_kind::comment;
        return std::min(source.find('\n', at), source.size());
    }
    if (c == '"') {
        kind = Token_kind::other;
        std::size_t end = at + 1;
        while (source[end] != '"') {
            end += source[end] == '\\' ? 2U : 1U;
        }
        return end + 1;
    }
    if (is_word(c)) {
        kind = std::isdigit(static_cast<unsigned char>(c)) != 0 ? Token_kind::number : Token_kind::identifier;
        return end_of_word(source, at);
    }
    kind = Token_kind::punctuation;
    // Without ">>": that closes two lists of template arguments.
    constexpr std::array<std::string_view, 15> pairs{
        "::", "->", "<<", "==", "!=", "<=", ">=", "&&", "||", "|=", "&=", "+=", "-=", "++", "--"};
    const auto begins = [&](std::string_view pair) { return rest.starts_with(pair); };
    return at + (std::any_of(pairs.begin(), pairs.end(), begins) ? 2U : 1U);
}

} // namespace

std::vector<Token> tokens_of(std::string_view source) {
    std::vector<Token> tokens;
    unsigned line = 1;
    std::size_t line_start = 0;
    for (std::size_t at = 0; at < source.size();) {
        if (source[at] == '\n') {
            ++line;
            line_start = ++at;
        } else if (std::isspace(static_cast<unsigned char>(source[at])) != 0) {
            ++at;
        } else {
            Token_kind kind{};
            const std::size_t end = end_of_token(source, at, kind);
            tokens.push_back({kind, source.substr(at, end - at), at, line, static_cast<unsigned>(at - line_start) + 1});
            at = end;
        }
    }
    return tokens;
}

} // namespace trapspec::diff::mutants
