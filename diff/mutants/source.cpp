#include "diff/mutants/source.hpp"

#include <algorithm>

namespace trapspec::diff::mutants {

Source::Source(std::string_view text) : text_(text), tokens_(tokens_of(text)) {
    std::erase_if(
        tokens_, [](const Token& token) { return token.kind == Token_kind::comment || token.text.starts_with('#'); });
    code_.resize(tokens_.size());
    match_brackets();
    find_functions();
    find_values();
    find_checks();
}

std::string_view Source::between(std::size_t first, std::size_t last) const {
    const std::size_t from = tokens_[first].offset;
    return text_.substr(from, tokens_[last].offset + tokens_[last].text.size() - from);
}

bool Source::has_space_before(std::size_t i) const {
    return i > 0 && i < tokens_.size() && tokens_[i].offset > tokens_[i - 1].offset + tokens_[i - 1].text.size();
}

void Source::match_brackets() {
    partners_.resize(tokens_.size());
    std::vector<std::size_t> open;
    for (std::size_t i = 0; i < tokens_.size(); ++i) {
        partners_[i] = i;
        const std::string_view each = text(i);
        if (each == "(" || each == "[" || each == "{") {
            open.push_back(i);
        } else if ((each == ")" || each == "]" || each == "}") && !open.empty()) {
            partners_[i] = open.back();
            partners_[open.back()] = i;
            open.pop_back();
        }
    }
}

/// A function's body stands behind its parameters, or behind the `const` that follows them.
void Source::find_functions() {
    for (std::size_t i = 1; i < tokens_.size(); ++i) {
        const bool begins = is(i, "{") && (is(i - 1, ")") || (is(i - 1, "const") && i > 1 && is(i - 2, ")")));
        if (begins) {
            std::fill(code_.begin() + static_cast<std::ptrdiff_t>(i),
                code_.begin() + static_cast<std::ptrdiff_t>(partner(i)),
                true);
            walk(i + 1, partner(i));
            i = partner(i);
        }
    }
}

/// The initialisers of constants and of members.
void Source::find_values() {
    for (std::size_t i = 1; i < tokens_.size(); ++i) {
        for (std::size_t each = i; is(i, "=") && !code_[each] && !is(each, ";"); ++each) {
            code_[each] = true;
        }
    }
}

void Source::find_checks() {
    for (std::size_t i = 0; i < tokens_.size(); ++i) {
        const bool attribute = is(i, "[") && is(i + 1, "[");
        const bool check = is(i, "static_assert");
        const bool size_of_array = is(i, "[") && i > 1 && is_name(i - 1) && is_name(i - 2) && !is(i - 2, "return");
        if (attribute || check || size_of_array) {
            const std::size_t from = check ? i + 1 : i;
            std::fill(code_.begin() + static_cast<std::ptrdiff_t>(from),
                code_.begin() + static_cast<std::ptrdiff_t>(partner(from)) + 1,
                false);
        }
    }
}

Statement Source::statement_at(std::size_t i) const {
    if (is(i, "{")) {
        return {i, partner(i)};
    }
    if (is(i, "if") || is(i, "for") || is(i, "while") || is(i, "switch")) {
        std::size_t last = statement_at(partner(i + 1) + 1).last;
        if (is(i, "if") && is(last + 1, "else")) {
            last = statement_at(last + 2).last;
        }
        return {i, last};
    }
    std::size_t last = i;
    while (last < tokens_.size() && !is(last, ";")) {
        last = partner(last) > last ? partner(last) + 1 : last + 1;
    }
    return {i, last};
}

/// The statements from token `first` up to `last`, which is not one of them.
void Source::walk(std::size_t first, std::size_t last) {
    Block block;
    for (std::size_t i = first; i < last;) {
        if (is(i, "case") || is(i, "default")) {
            while (!is(i, ":")) {
                ++i;
            }
            ++i;
            continue;
        }
        block.push_back(statement_at(i));
        i = block.back().last + 1;
    }
    blocks_.push_back(block);
    for (const Statement& statement : block) {
        enter(statement);
    }
}

void Source::enter(const Statement& statement) {
    const std::size_t i = statement.first;
    if (is(i, "{")) {
        walk(i + 1, partner(i));
    } else if (is(i, "if") || is(i, "for") || is(i, "while") || is(i, "switch")) {
        const Statement body = statement_at(partner(i + 1) + 1);
        if (is(body.first, "{")) {
            enter(body);
        } else {
            blocks_.push_back({body});
            enter(body);
        }
        if (is(i, "if") && is(body.last + 1, "else")) {
            const Statement other = statement_at(body.last + 2);
            if (!is(other.first, "{")) {
                blocks_.push_back({other});
            }
            enter(other);
        }
    }
}

} // namespace trapspec::diff::mutants
