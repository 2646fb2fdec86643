// Changes within an expression.
#include "diff/mutants/operators.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>

namespace trapspec::diff::mutants {

namespace {

struct Swap {
    std::string_view from;
    std::string_view to;
    std::string_view variant;
};

bool is_binary(const Source& source, std::size_t i) {
    return source.has_space_before(i) && source.has_space_behind(i);
}

void swap_operators(const Source& source, Fault_list& list, Slip slip, std::initializer_list<Swap> swaps) {
    for (std::size_t i = 0; i < source.size(); ++i) {
        if (!source.is_code(i) || !is_binary(source, i)) {
            continue;
        }
        for (const Swap& swap : swaps) {
            if (source.is(i, swap.from)) {
                list.add(slip, swap.variant, i, i, std::string(swap.to));
            }
        }
    }
}

/// What a hasty hand may take instead.
struct Other {
    std::string_view from;
    std::string_view to;
};

struct Number {
    std::uint32_t value = 0;
    bool hexadecimal = false;
    std::string_view suffix;
};

Number number_of(std::string_view text) {
    Number number;
    number.hexadecimal = text.starts_with("0x");
    number.suffix = text.ends_with('u') ? "u" : "";
    const char* const first = text.data() + (number.hexadecimal ? 2 : 0);
    std::from_chars(first, text.data() + text.size(), number.value, number.hexadecimal ? 16 : 10);
    return number;
}

std::string written(const Number& like, std::uint32_t value) {
    return like.hexadecimal ? fmt::format("{:#x}{}", value, like.suffix) : fmt::format("{}{}", value, like.suffix);
}

void change_number(const Source& source, std::size_t i, Fault_list& list) {
    const Number number = number_of(source.text(i));
    const auto add = [&](std::string_view variant, std::uint32_t value) {
        list.add(Slip::constant, variant, i, i, written(number, value));
    };
    if (number.hexadecimal && std::popcount(number.value) > 4) { // a mask
        add("bit-less-below", number.value & (number.value - 1));
        add("bit-less-above", number.value & ~std::bit_floor(number.value));
        add("bit-more", number.value | (number.value + 1));
        return;
    }
    add("plus-1", number.value + 1);
    if (number.value != 0) {
        add("minus-1", number.value - 1);
    }
}

/// Where an operand of && or || that ends before (or begins behind) token i begins (or ends).
std::size_t operand_edge(const Source& source, std::size_t i, bool backwards) {
    static constexpr std::array<std::string_view, 9> edges{"&&", "||", "return", "=", ",", "?", ":", ";", "if"};
    for (;;) {
        const std::size_t next = backwards ? i - 1 : i + 1;
        const std::size_t partner = source.partner(next);
        const bool leaves = backwards ? partner > next : partner < next;
        if (leaves || std::find(edges.begin(), edges.end(), source.text(next)) != edges.end()) {
            return i;
        }
        i = partner == next ? next : partner;
    }
}

} // namespace

void change_constants(const Source& source, Fault_list& list) {
    for (std::size_t i = 0; i < source.size(); ++i) {
        if (!source.is_code(i)) {
            continue;
        }
        // "1u << 15" with a 2 is the same as with a 16.
        if (source.token(i).kind == Token_kind::number && !source.is(i + 1, "<<")) {
            change_number(source, i, list);
        } else if (source.is(i, "true") || source.is(i, "false")) {
            list.add(Slip::constant, "other-truth", i, i, source.is(i, "true") ? "false" : "true");
        }
    }
}

void change_relations(const Source& source, Fault_list& list) {
    swap_operators(source,
        list,
        Slip::relation,
        {{"<", "<=", "less-or-equal"},
            {"<=", "<", "less"},
            {">", ">=", "greater-or-equal"},
            {">=", ">", "greater"},
            {"==", "!=", "unequal"},
            {"!=", "==", "equal"}});
}

void change_logic(const Source& source, Fault_list& list) {
    swap_operators(source, list, Slip::logic, {{"&&", "||", "or"}, {"||", "&&", "and"}});
    for (std::size_t i = 0; i < source.size(); ++i) {
        if (!source.is_code(i)) {
            continue;
        }
        if (source.is(i, "&&") || source.is(i, "||")) {
            const std::size_t left = operand_edge(source, i, true);
            const std::size_t right = operand_edge(source, i, false);
            list.add(Slip::logic, "without-left", left, right, std::string(source.between(i + 1, right)));
            list.add(Slip::logic, "without-right", left, right, std::string(source.between(left, i - 1)));
        } else if (source.is(i, "!")) {
            list.add(Slip::logic, "not-negated", i, i, "");
        }
    }
}

void change_conditions(const Source& source, Fault_list& list) {
    const auto negated = [&](std::size_t first, std::size_t last) {
        list.add(Slip::condition, "negated", first, last, fmt::format("!({})", source.between(first, last)));
    };
    for (std::size_t i = 0; i < source.size(); ++i) {
        if (!source.is_code(i)) {
            continue;
        }
        if (source.is(i, "if") || source.is(i, "while")) {
            const std::size_t first = i + 2;
            const std::size_t last = source.partner(i + 1) - 1;
            // Never true is the same as its body lost.
            if (source.is(i, "if")) {
                list.add(Slip::condition, "dropped", first, last, "true");
            } else {
                list.add(Slip::condition, "never", first, last, "false");
            }
            negated(first, last);
        } else if (source.is(i, "?")) {
            negated(operand_edge(source, i, true), i - 1);
        }
    }
}

void change_arithmetic(const Source& source, Fault_list& list) {
    swap_operators(source,
        list,
        Slip::arithmetic,
        {{"&", "|", "or"},
            {"|", "&", "and"},
            {"<<", ">>", "right"},
            {"+", "-", "minus"},
            {"-", "+", "plus"},
            {"*", "+", "plus"},
            {"|=", "=", "assign"},
            {"&=", "=", "assign"},
            {"&=", "|=", "or"},
            {"+=", "=", "assign"},
            {"+=", "-=", "minus"},
            {"-=", "+=", "plus"}});
    for (std::size_t i = 0; i < source.size(); ++i) {
        if (source.is_code(i) && source.is(i, "~")) {
            list.add(Slip::arithmetic, "not-inverted", i, i, "");
        }
        if (source.is_code(i) && source.is(i, ">") && source.is(i + 1, ">") && source.has_space_before(i)) {
            list.add(Slip::arithmetic, "left", i, i + 1, "<<");
        }
    }
}

void change_operands(const Source& source, Fault_list& list) {
    static constexpr std::array others{
        Other{"irq_enabled", "irq_pending"},
        Other{"irq_pending", "irq_enabled"},
        Other{"blocked_interrupts", "irq_enabled"},
        Other{"noirq_start", "noirq_end"},
        Other{"noirq_end", "noirq_start"},
        Other{"cr2", "irq_pending"},
        Other{"syscall_vec", "kernel_address"},
        Other{"ss1", "esp1"},
        Other{"esp1", "ss1"},
        Other{"lower_distance", "upper_distance"},
        Other{"upper_distance", "lower_distance"},
        Other{"interrupt_gate", "trap_gate"},
        Other{"trap_gate", "interrupt_gate"},
        Other{"errcode", "trapnum"},
        Other{"trapnum", "errcode"},
        Other{"eip", "esp"},
        Other{"cs", "ss"},
        Other{"eflags", "eip"},
        Other{"esp", "eip"},
        Other{"ss", "cs"},
        Other{"eax", "ebx"},
        Other{"ebx", "ecx"},
        Other{"ecx", "edx"},
        Other{"edx", "eax"},
        Other{"esi", "edi"},
        Other{"edi", "esi"},
        Other{"ebp", "esp"},
        Other{"ds", "es"},
        Other{"es", "ds"},
        Other{"fs", "gs"},
        Other{"gs", "fs"},
        Other{"a", "b"},
        Other{"b", "a"},
    };
    for (std::size_t i = 1; i < source.size(); ++i) {
        const bool is_member = source.is(i - 1, ".") || source.is(i - 1, "->") || source.is(i - 1, "::");
        const bool is_gate_type = source.text(i).ends_with("_gate");
        if (!source.is_code(i) || (!is_member && !is_gate_type)) {
            continue;
        }
        for (const auto& [from, to] : others) {
            if (source.is(i, from)) {
                list.add(Slip::operand, to, i, i, std::string(to));
            }
        }
    }
}

} // namespace trapspec::diff::mutants
