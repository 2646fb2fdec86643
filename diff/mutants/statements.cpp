// Changes of whole statements.
#include "diff/mutants/operators.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace trapspec::diff::mutants {

namespace {

constexpr std::size_t npos = ~std::size_t{0};

/// The assignment in the statement, at its own level; npos for none.
std::size_t assignment_in(const Source& source, const Statement& statement) {
    for (std::size_t i = statement.first; i < statement.last; ++i) {
        const std::string_view text = source.text(i);
        if (text == "=" || text == "|=" || text == "&=" || text == "+=" || text == "-=") {
            return i;
        }
        i = source.partner(i) > i ? source.partner(i) : i;
    }
    return npos;
}

/// An assignment or a call: what begins with a name and is no declaration.
bool is_expression(const Source& source, const Statement& statement) {
    const std::size_t i = statement.first;
    static constexpr std::array<std::string_view, 6> no_beginnings{"return", "const", "if", "for", "while", "switch"};
    const bool other = std::find(no_beginnings.begin(), no_beginnings.end(), source.text(i)) != no_beginnings.end();
    if (!source.is_name(i) || other) {
        return false;
    }
    const std::string_view next = source.text(i + 1);
    return next == "." || next == "->" || next == "(" || next == "[" || next == "=" || next == "|=" || next == "&=" ||
           next == "+=" || next == "-=" || source.is(i, "static_cast");
}

/// Whether it calls what may do more than compute.
bool calls(const Source& source, const Statement& statement) {
    static constexpr std::array<std::string_view, 6> no_calls{
        "if", "handler_address", "gate_type", "gate_dpl", "is_present", "sizeof"};
    for (std::size_t i = statement.first + 1; i < statement.last; ++i) {
        const bool call = source.is(i, "(") && source.is_name(i - 1);
        if (call && std::find(no_calls.begin(), no_calls.end(), source.text(i - 1)) == no_calls.end()) {
            return true;
        }
    }
    return false;
}

bool returns(const Source& source, const Statement& statement) {
    for (std::size_t i = statement.first; i < statement.last; ++i) {
        if (source.is(i, "return")) {
            return true;
        }
    }
    return false;
}

bool is_plain_if(const Source& source, const Statement& statement) {
    return source.is(statement.first, "if") &&
           !source.is(source.statement_at(source.partner(statement.first + 1) + 1).last + 1, "else");
}

bool is_clearing(const Source& source, const Statement& statement) {
    return source.text(statement.first).starts_with("__builtin_");
}

bool kills(const Source& source, const Statement& statement) {
    return source.is(statement.first, "kill");
}

/// Whether it may do more than write somewhere.
bool does_more(const Source& source, const Statement& statement) {
    return !is_clearing(source, statement) && (calls(source, statement) || returns(source, statement));
}

/// Whether swapping them can matter: two plain writes to different places cannot.
bool may_matter(const Source& source, const Statement& a, const Statement& b) {
    const auto movable = [&](const Statement& each) {
        return is_expression(source, each) || is_plain_if(source, each);
    };
    if (!movable(a) || !movable(b) || (is_clearing(source, a) && is_clearing(source, b))) {
        return false;
    }
    // A kill touches nothing but the Guest's death.
    const bool kill_and_write =
        (kills(source, a) && !does_more(source, b)) || (kills(source, b) && !does_more(source, a));
    return (does_more(source, a) || does_more(source, b)) && !kill_and_write;
}

/// A `return` that is a body, or ends one, of an `if`: without it, control goes on behind the `if`.
bool may_lose_return(const Source& source, const Statement& statement) {
    if (source.is(statement.last + 1, "}")) {
        const std::size_t open = source.partner(statement.last + 1);
        return source.is(open - 1, ")") && source.is(source.partner(open - 1) - 1, "if");
    }
    return true;
}

} // namespace

void lose_statements(const Source& source, Fault_list& list) {
    for (const Block& block : source.blocks()) {
        for (const Statement& statement : block) {
            const bool leaves = source.is(statement.first, "return") && may_lose_return(source, statement);
            if (is_expression(source, statement) || leaves || source.is(statement.first, "break")) {
                list.add(Slip::lost, "lost", statement.first, statement.last, ";");
            }
        }
    }
}

void change_order(const Source& source, Fault_list& list) {
    for (const Block& block : source.blocks()) {
        for (std::size_t i = 1; i < block.size(); ++i) {
            const Statement& a = block[i - 1];
            const Statement& b = block[i];
            if (a.last + 1 == b.first && may_matter(source, a, b)) {
                list.add(Slip::order,
                    "swapped",
                    a.first,
                    b.last,
                    fmt::format("{} {}", source.between(b.first, b.last), source.between(a.first, a.last)));
            }
        }
    }
}

void change_widths(const Source& source, Fault_list& list) {
    for (std::size_t i = 1; i + 1 < source.size(); ++i) {
        const bool declares = source.is(i, "u32") && source.is_name(i + 1) && !source.is(i + 1, "Lguest_data");
        if (declares && !source.is(i - 1, "constexpr")) {
            list.add(Slip::width, "u16", i, i, "u16");
        }
    }
    for (const Block& block : source.blocks()) {
        for (const Statement& statement : block) {
            const std::size_t at = assignment_in(source, statement);
            if (!is_expression(source, statement) || at == npos || !source.is(at, "=")) {
                continue;
            }
            const std::size_t first = at + 1;
            const std::size_t last = statement.last - 1;
            const bool has_width = source.is(first, "static_cast") || source.is(first, "true") ||
                                   source.is(first, "false") || source.token(first).kind == Token_kind::number;
            if (!has_width && !source.is(first, "&")) {
                list.add(Slip::width,
                    "16-bit",
                    first,
                    last,
                    fmt::format("static_cast<u16>({})", source.between(first, last)));
            }
        }
    }
}

} // namespace trapspec::diff::mutants
