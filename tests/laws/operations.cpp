#include "tests/laws/operations.hpp"

#include <utility>

#include "model/domain/concrete.hpp"
#include "tests/laws/operation_laws.hpp"
#include "tests/laws/values.hpp"

namespace trapspec::test {

namespace {

using model::Concrete;
using model::Session;
using model::Symbolic;
using Failures = std::vector<std::string>;

template <class Value, class Condition>
struct Operands {
    Value x;
    Value y;
    Condition c;
};
template <class Value, class Condition>
Operands(Value, Value, Condition) -> Operands<Value, Condition>; // clang 14 does not find it

/// Runs a generic operation in both domains and notes a difference.
class Comparison {
public:
    template <class Operation, class C, class S>
    void operator()(const char* name, const Operation& operation, const C& concrete, const S& symbolic) {
        const auto expected = operation(concrete.x, concrete.y, concrete.c);
        note(name, expected.host(), value_of(operation(symbolic.x, symbolic.y, symbolic.c)));
    }

    Failures failures;

private:
    void note(const char* name, std::uint64_t concrete, std::uint64_t symbolic) {
        if (concrete != symbolic) {
            failures.push_back(std::string(name) + ": " + std::to_string(concrete) + " in Concrete, " +
                               std::to_string(symbolic) + " in Symbolic");
        }
    }
};

template <unsigned Width, class C, class S>
void compare_width_changes(Comparison& compare, const C& concrete, const S& symbolic) {
    const auto extend = [&]<unsigned To>(std::integral_constant<unsigned, To>) {
        if constexpr (To >= Width) {
            compare(
                "zext", [](auto x, auto, auto) { return zext<To>(x); }, concrete, symbolic);
            compare(
                "sext", [](auto x, auto, auto) { return sext<To>(x); }, concrete, symbolic);
        }
        if constexpr (To <= Width) {
            compare(
                "trunc", [](auto x, auto, auto) { return trunc<To>(x); }, concrete, symbolic);
            compare(
                "extract high",
                [](auto x, auto, auto) { return extract<Width - 1, Width - To>(x); },
                concrete,
                symbolic);
            compare(
                "extract middle",
                [](auto x, auto, auto) { return extract<(Width + To) / 2 - 1, (Width - To) / 2>(x); },
                concrete,
                symbolic);
        }
        if constexpr (To + Width <= 64 && To <= Width) {
            compare(
                "concat", [](auto x, auto y, auto) { return concat(x, trunc<To>(y)); }, concrete, symbolic);
            compare(
                "concat low", [](auto x, auto y, auto) { return concat(trunc<To>(y), x); }, concrete, symbolic);
        }
    };
    [&]<std::size_t... Index>(std::index_sequence<Index...>) {
        (extend(std::integral_constant<unsigned, widths[Index]>{}), ...);
    }
    (std::make_index_sequence<widths.size()>{});
}

template <unsigned Width, class C, class S>
void compare_all(Comparison& compare, const C& concrete, const S& symbolic) {
    compare(
        "and", [](auto x, auto y, auto) { return x & y; }, concrete, symbolic);
    compare(
        "or", [](auto x, auto y, auto) { return x | y; }, concrete, symbolic);
    compare(
        "xor", [](auto x, auto y, auto) { return x ^ y; }, concrete, symbolic);
    compare(
        "not", [](auto x, auto, auto) { return ~x; }, concrete, symbolic);
    compare(
        "add", [](auto x, auto y, auto) { return x + y; }, concrete, symbolic);
    compare(
        "subtract", [](auto x, auto y, auto) { return x - y; }, concrete, symbolic);
    compare(
        "shl", [](auto x, auto y, auto) { return shl(x, y); }, concrete, symbolic);
    compare(
        "lshr", [](auto x, auto y, auto) { return lshr(x, y); }, concrete, symbolic);
    compare(
        "equal", [](auto x, auto y, auto) { return x == y; }, concrete, symbolic);
    compare(
        "unequal", [](auto x, auto y, auto) { return x != y; }, concrete, symbolic);
    compare(
        "ult", [](auto x, auto y, auto) { return ult(x, y); }, concrete, symbolic);
    compare(
        "ule", [](auto x, auto y, auto) { return ule(x, y); }, concrete, symbolic);
    compare(
        "slt", [](auto x, auto y, auto) { return slt(x, y); }, concrete, symbolic);
    compare(
        "ite", [](auto x, auto y, auto c) { return ite(c, x, y); }, concrete, symbolic);
    compare_width_changes<Width>(compare, concrete, symbolic);
}

template <unsigned Width>
Failures disagreements_at(std::uint64_t x, std::uint64_t y, bool c, bool with_terms) {
    Comparison compare;
    const Operands concrete{Bits<Concrete, Width>::of(x), Bits<Concrete, Width>::of(y), Bool<Concrete>(c)};
    const auto a = Bits<Symbolic, Width>::of(x);
    const auto b = Bits<Symbolic, Width>::of(y);
    const Bool<Symbolic> d(c);
    compare_all<Width>(compare, concrete, Operands{a, b, d});
    if (with_terms) {
        Session session;
        compare_all<Width>(compare, concrete, Operands{session.lift(a), session.lift(b), session.lift(d)});
        compare_all<Width>(compare, concrete, Operands{session.lift(a), b, d});
        compare_all<Width>(compare, concrete, Operands{a, session.lift(b), session.lift(d)});
    }
    return compare.failures;
}

template <unsigned Width>
Failures broken_laws_at(std::uint64_t x, std::uint64_t y, bool c) {
    Failures broken;
    for_each_bits_law<Concrete, Width>(Bits<Concrete, Width>::of(x),
        Bits<Concrete, Width>::of(y),
        c,
        [&](std::string_view name, Bool<Concrete> holds) {
            if (!holds.host()) {
                broken.emplace_back(name);
            }
        });
    return broken;
}

template <unsigned Width>
Failures unproved_laws_of() {
    Session session;
    Failures unproved;
    for_each_bits_law<Symbolic, Width>(session.bits<Width>("x"),
        session.bits<Width>("y"),
        session.boolean("c"),
        [&](std::string_view name, Bool<Symbolic> holds) {
            if (!holds_always(session, holds)) {
                unproved.emplace_back(name);
            }
        });
    return unproved;
}

/// Calls `function` with the width as a constant.
template <class Function>
Failures at_width(unsigned width, const Function& function) {
    Failures result{"no such width"};
    [&]<std::size_t... Index>(std::index_sequence<Index...>) {
        ((widths[Index] == width
                 ? static_cast<void>(result = function(std::integral_constant<unsigned, widths[Index]>{}))
                 : static_cast<void>(0)),
            ...);
    }
    (std::make_index_sequence<widths.size()>{});
    return result;
}

} // namespace

Failures disagreements(unsigned width, std::uint64_t x, std::uint64_t y, bool c, bool with_terms) {
    return at_width(width, [=](auto w) { return disagreements_at<w()>(x, y, c, with_terms); });
}

Failures broken_laws(unsigned width, std::uint64_t x, std::uint64_t y, bool c) {
    return at_width(width, [=](auto w) { return broken_laws_at<w()>(x, y, c); });
}

Failures unproved_laws(unsigned width) {
    return at_width(width, [](auto w) { return unproved_laws_of<w()>(); });
}

Failures broken_bool_laws() {
    Failures broken;
    for (unsigned bits = 0; bits < 8; ++bits) {
        for_each_bool_law<Concrete>(
            (bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0, [&](std::string_view name, Bool<Concrete> holds) {
                if (!holds.host()) {
                    broken.emplace_back(name);
                }
            });
    }
    Session session;
    for_each_bool_law<Symbolic>(session.boolean("a"),
        session.boolean("b"),
        session.boolean("c"),
        [&](std::string_view name, Bool<Symbolic> holds) {
            if (!holds_always(session, holds)) {
                broken.emplace_back(name);
            }
        });
    return broken;
}

Failures bool_disagreements(bool a, bool b, bool c) {
    Session session;
    Comparison compare;
    const Operands concrete{Bool<Concrete>(a), Bool<Concrete>(b), Bool<Concrete>(c)};
    for (unsigned lifted = 0; lifted < 8; ++lifted) {
        const auto operand = [&](bool value, unsigned bit) {
            return (lifted & bit) != 0 ? session.lift(Bool<Symbolic>(value)) : Bool<Symbolic>(value);
        };
        const Operands symbolic{operand(a, 1), operand(b, 2), operand(c, 4)};
        compare(
            "and", [](auto x, auto y, auto) { return x & y; }, concrete, symbolic);
        compare(
            "or", [](auto x, auto y, auto) { return x | y; }, concrete, symbolic);
        compare(
            "xor", [](auto x, auto y, auto) { return x ^ y; }, concrete, symbolic);
        compare(
            "not", [](auto x, auto, auto) { return !x; }, concrete, symbolic);
        compare(
            "equal", [](auto x, auto y, auto) { return x == y; }, concrete, symbolic);
        compare(
            "unequal", [](auto x, auto y, auto) { return x != y; }, concrete, symbolic);
        compare(
            "implies", [](auto x, auto y, auto) { return implies(x, y); }, concrete, symbolic);
        compare(
            "ite", [](auto x, auto y, auto z) { return ite(z, x, y); }, concrete, symbolic);
    }
    return compare.failures;
}

} // namespace trapspec::test
