// A source file of the implementation's core as statements and brackets: as much of C++ as its own style needs.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "diff/mutants/tokens.hpp"

namespace trapspec::diff::mutants {

/// Tokens first to last, the semicolon or the closing brace included.
struct Statement {
    std::size_t first;
    std::size_t last;
};

/// The statements of one block, in order.
using Block = std::vector<Statement>;

class Source {
public:
    explicit Source(std::string_view text);

    [[nodiscard]] std::string_view whole() const { return text_; }
    [[nodiscard]] std::size_t size() const { return tokens_.size(); } ///< tokens
    [[nodiscard]] const Token& token(std::size_t i) const { return tokens_[i]; }
    /// Empty beyond either end.
    [[nodiscard]] std::string_view text(std::size_t i) const { return i < tokens_.size() ? tokens_[i].text : ""; }
    [[nodiscard]] bool is(std::size_t i, std::string_view expected) const { return text(i) == expected; }
    [[nodiscard]] bool is_name(std::size_t i) const {
        return i < tokens_.size() && tokens_[i].kind == Token_kind::identifier;
    }
    /// Of a bracket, the one that it opens or closes with; of anything else, the token itself.
    [[nodiscard]] std::size_t partner(std::size_t i) const { return partners_[i]; }

    /// The text from token `first` to token `last`.
    [[nodiscard]] std::string_view between(std::size_t first, std::size_t last) const;
    [[nodiscard]] bool has_space_before(std::size_t i) const;
    [[nodiscard]] bool has_space_behind(std::size_t i) const { return has_space_before(i + 1); }

    /// Whether a token is part of what runs or of a value: not of a type's layout, an include or a compile-time check.
    [[nodiscard]] bool is_code(std::size_t i) const { return code_[i]; }
    /// Blocks of functions, and the blocks within.
    [[nodiscard]] const std::vector<Block>& blocks() const { return blocks_; }

    /// The statement that begins at a token.
    [[nodiscard]] Statement statement_at(std::size_t i) const;

private:
    void match_brackets();
    void find_functions();
    void find_values();
    void find_checks();
    void walk(std::size_t first, std::size_t last);
    void enter(const Statement& statement);

    std::string_view text_;
    std::vector<Token> tokens_;
    std::vector<std::size_t> partners_;
    std::vector<bool> code_;
    std::vector<Block> blocks_;
};

} // namespace trapspec::diff::mutants
