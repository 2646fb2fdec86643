#include "tests/arch_mutants/operators.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <regex>

#include "diff/mutants/operators.hpp"

namespace trapspec::arch_mutants {

using namespace diff::mutants;

namespace {

constexpr std::array files{"constants.hpp",
    "descriptor.hpp",
    "paging.hpp",
    "stack.hpp",
    "events.hpp",
    "delivery.hpp",
    "escalation.hpp",
    "iret.hpp",
    "state.hpp"};

/// Tokens first to last.
struct Range {
    std::size_t first;
    std::size_t last;
};

bool opens_template(const Source& source, std::size_t i) {
    return source.is(i, "<") && !source.has_space_before(i);
}

/// Behind the bracket that closes what token i opens; the next token for any other.
std::size_t after(const Source& source, std::size_t i) {
    if (source.partner(i) > i) {
        return source.partner(i) + 1;
    }
    if (!opens_template(source, i)) {
        return i + 1;
    }
    std::size_t next = i + 1;
    while (!source.is(next, ">")) {
        next = after(source, next);
    }
    return next + 1;
}

/// The arguments of the call whose bracket opens at token `open`.
std::vector<Range> arguments_of(const Source& source, std::size_t open) {
    std::vector<Range> arguments;
    std::size_t first = open + 1;
    for (std::size_t i = first; i <= source.partner(open);) {
        if (source.is(i, ",") || i == source.partner(open)) {
            arguments.push_back({first, i - 1});
            first = i + 1;
            ++i;
        } else {
            i = after(source, i);
        }
    }
    return arguments;
}

std::string text_of(const Source& source, Range range) {
    return std::string(source.between(range.first, range.last));
}

void change_condition(Fault_list& list, Range condition) {
    const auto add = [&](std::string_view variant, std::string to) {
        list.add(Slip::condition, variant, condition.first, condition.last, std::move(to));
    };
    add("never", "Bool<D>(false)");
    add("always", "Bool<D>(true)");
}

void change_choices(const Source& source, Fault_list& list) {
    for (std::size_t i = 0; i + 1 < source.size(); ++i) {
        if (!source.is_code(i) || !source.is(i + 1, "(")) {
            continue;
        }
        const std::vector<Range> arguments = arguments_of(source, i + 1);
        if (source.is(i, "arm")) {
            change_condition(list, arguments[1]);
        } else if (source.is(i, "when")) {
            change_condition(list, arguments[2]);
        } else if (source.is(i, "ite")) {
            list.add(Slip::condition,
                "negated",
                arguments[0].first,
                arguments[0].last,
                fmt::format("!({})", text_of(source, arguments[0])));
        } else if (source.is(i, "decide")) {
            for (std::size_t k = 1; k < arguments.size(); ++k) {
                const Range a = arguments[k - 1];
                const Range b = arguments[k];
                if (source.is(a.first, "arm") && source.is(b.first, "arm")) {
                    list.add(Slip::order,
                        "swapped",
                        a.first,
                        b.last,
                        fmt::format("{}, {}", text_of(source, b), text_of(source, a)));
                }
            }
        }
    }
}

/// Another exception, another error code.
void change_raised(const Source& source, Fault_list& list) {
    static constexpr std::array<std::string_view, 5> vectors{
        "invalid_tss", "segment_not_present", "stack_fault", "general_protection", "page_fault"};
    for (std::size_t i = 0; i + 4 < source.size(); ++i) {
        if (!source.is_code(i) || !source.is(i, "raise") || !source.is(i + 4, "(")) {
            continue;
        }
        const std::vector<Range> arguments = arguments_of(source, i + 4);
        const std::size_t vector = arguments[1].last;
        const auto now = std::find(vectors.begin(), vectors.end(), source.text(vector));
        if (now != vectors.end()) {
            const std::string_view other =
                vectors[static_cast<std::size_t>(now - vectors.begin() + 1) % vectors.size()];
            list.add(Slip::operand, other, vector, vector, std::string(other));
        }
        const Range code = arguments[2];
        const auto add = [&](std::string_view variant, const std::string& to) {
            list.add(Slip::operand, variant, code.first, code.last, to);
        };
        add("no-error-code", "Bits<D, 16>(0)");
        add("other-ext", fmt::format("({}) ^ Bits<D, 16>(1)", text_of(source, code)));
    }
}

/// Where an operand of a binary operator ends (or begins).
std::size_t edge_of_operand(const Source& source, std::size_t i, bool backwards) {
    static constexpr std::array<std::string_view, 11> edges{
        "|", "&", "return", "=", ",", "?", ":", ";", "==", "!=", "+"};
    for (;;) {
        const std::size_t next = backwards ? i - 1 : i + 1;
        const std::size_t partner = source.partner(next);
        const bool leaves = backwards ? partner > next : partner < next;
        const bool is_edge = std::find(edges.begin(), edges.end(), source.text(next)) != edges.end();
        if (leaves || (is_edge && (source.has_space_before(next) || !source.is(next, "&")))) {
            return i;
        }
        i = partner == next ? next : partner;
    }
}

/// An operand of `|` or `&` left out, a `!` left out.
void lose_operands(const Source& source, Fault_list& list) {
    for (std::size_t i = 1; i + 1 < source.size(); ++i) {
        if (!source.is_code(i)) {
            continue;
        }
        const bool is_binary = source.has_space_before(i) && source.has_space_behind(i);
        if ((source.is(i, "|") || source.is(i, "&")) && is_binary) {
            const std::size_t left = edge_of_operand(source, i, true);
            const std::size_t right = edge_of_operand(source, i, false);
            list.add(Slip::logic, "without-left", left, right, std::string(source.between(i + 1, right)));
            list.add(Slip::logic, "without-right", left, right, std::string(source.between(left, i - 1)));
        } else if (source.is(i, "!")) {
            list.add(Slip::logic, "not-negated", i, i, "");
        }
    }
}

struct Other {
    std::string_view from;
    std::string_view to;
};

void change_names(const Source& source, Fault_list& list) {
    static constexpr std::array others{Other{"ult", "ule"},
        Other{"ule", "ult"},
        Other{"gdt", "ldt"},
        Other{"ldt", "gdt"},
        Other{"idt", "gdt"},
        Other{"ss0", "ss1"},
        Other{"ss1", "ss2"},
        Other{"ss2", "ss1"},
        Other{"esp0", "esp1"},
        Other{"esp1", "esp2"},
        Other{"esp2", "esp1"},
        Other{"fault", "trap"},
        Other{"trap", "abort"},
        Other{"abort", "trap"},
        Other{"int_n", "int3"},
        Other{"int3", "into"},
        Other{"into", "icebp"},
        Other{"icebp", "external"},
        Other{"external", "nmi"},
        Other{"nmi", "external"},
        Other{"done", "shutdown"},
        Other{"shutdown", "fault"},
        Other{"task_switch", "shutdown"},
        Other{"low", "high"},
        Other{"high", "low"}};
    for (std::size_t i = 1; i < source.size(); ++i) {
        const bool is_member = source.is(i - 1, ".") || source.is(i - 1, "::");
        const bool is_call = source.is(i + 1, "(") && source.text(i).starts_with("ul");
        if (!source.is_code(i) || (!is_member && !is_call)) {
            continue;
        }
        for (const auto& [from, to] : others) {
            if (source.is(i, from)) {
                list.add(Slip::operand, to, i, i, std::string(to));
            }
        }
    }
}

/// extract<High, Low> one bit up or down.
void move_slices(const Source& source, Fault_list& list) {
    for (std::size_t i = 0; i + 4 < source.size(); ++i) {
        if (!source.is_code(i) || !source.is(i, "extract") || !source.is(i + 3, ",")) {
            continue;
        }
        const int high = std::stoi(std::string(source.text(i + 2)));
        const int low = std::stoi(std::string(source.text(i + 4)));
        list.add(Slip::constant, "slice-up", i + 2, i + 4, fmt::format("{}, {}", high + 1, low + 1));
        if (low > 0) {
            list.add(Slip::constant, "slice-down", i + 2, i + 4, fmt::format("{}, {}", high - 1, low - 1));
        }
    }
}

/// The statements of the arms, which are lambdas.
void lose_statements_of_arms(const Source& source, Fault_list& list) {
    for (std::size_t i = 1; i < source.size(); ++i) {
        if (!source.is_code(i) || !source.is(i, "{") || !source.is(i - 1, ")")) {
            continue;
        }
        for (std::size_t at = i + 1; at < source.partner(i);) {
            const Statement statement = source.statement_at(at);
            static constexpr std::array<std::string_view, 4> kept{"return", "const", "constexpr", "using"};
            const bool is_kept = std::find(kept.begin(), kept.end(), source.text(at)) != kept.end();
            const bool declares = source.is_name(at + 1) || opens_template(source, at + 1);
            if (!is_kept && !declares && source.is_name(at) && source.is(statement.last, ";")) {
                list.add(Slip::lost, "lost", statement.first, statement.last, ";");
            }
            at = statement.last + 1;
        }
    }
}

/// A number in a type: the compiler checks those.
bool is_width(std::string_view text, const Fault& fault) {
    static const std::regex in_template(R"((<|<D, |<[0-9]+, )$)");
    const std::string before(
        text.substr(fault.offset < 16 ? 0 : fault.offset - 16, std::min<std::size_t>(fault.offset, 16)));
    return std::regex_search(before, in_template);
}

constexpr std::array changes{change_choices,
    change_raised,
    lose_operands,
    change_names,
    move_slices,
    lose_statements_of_arms,
    change_constants,
    change_relations,
    change_arithmetic,
    change_operands,
    change_order,
    lose_statements};

} // namespace

std::vector<Fault> faults_of_rules(const std::filesystem::path& root) {
    std::vector<Fault> all;
    for (const char* const file : files) {
        std::ifstream stream(root / "model/arch" / file, std::ios::binary);
        const std::string text{std::istreambuf_iterator<char>(stream), {}};
        const Source source(text);
        Fault_list list(source, fmt::format("model/arch/{}", file));
        for (const auto change : changes) {
            change(source, list);
        }
        for (Fault& fault : list.take()) {
            const bool is_slice = fault.name.find(":slice-") != std::string::npos;
            if (is_slice || fault.slip != Slip::constant || !is_width(text, fault)) {
                all.push_back(std::move(fault));
            }
        }
    }
    return all;
}

} // namespace trapspec::arch_mutants
