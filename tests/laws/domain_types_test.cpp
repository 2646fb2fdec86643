// What the type system must refuse, in both domains alike (domain/domain.hpp). The refusals that no requires-expression
// can show are in tests/structure/must_not_compile.
#include <gtest/gtest.h>

#include <concepts>
#include <cstdint>
#include <type_traits>

#include "model/domain/concrete.hpp"
#include "model/domain/domain.hpp"
#include "model/domain/symbolic.hpp"
#include "model/state/machine.hpp"

namespace trapspec::test {
namespace {

using model::Bits;
using model::Bool;
using model::Concrete;
using model::Symbolic;

static_assert(model::Domain<Concrete>);
static_assert(model::Domain<Symbolic>);

// Never a C++ bool: no `if`, no `?:`, no `while`.
template <class Value>
constexpr bool never_a_condition = !std::is_constructible_v<bool, Value> && !std::is_convertible_v<Value, bool> &&
                                   !std::is_convertible_v<Value, int> && !std::is_convertible_v<Value, std::uint64_t>;

template <class Value>
constexpr bool no_short_circuit = !requires(Value v) {
    v&& v;
}
&&!requires(Value v) {
    v || v;
};
template <class Value>
constexpr bool no_mixed_short_circuit = !requires(Value v, bool b) {
    v&& b;
}
&&!requires(Value v, bool b) {
    b || v;
};

template <class Value>
constexpr bool no_implicit_order = !requires(Value v) {
    v < v;
}
&&!requires(Value v) {
    v <= v;
}
&&!requires(Value v) {
    v > v;
}
&&!requires(Value v) {
    v >= v;
};

template <class Value>
constexpr bool no_division_no_signs = !requires(Value v) {
    v / v;
}
&&!requires(Value v) {
    v % v;
}
&&!requires(Value v) {
    v >> v;
}
&&!requires(Value v) {
    v << v;
}
&&!requires(Value v) {
    -v;
};

// Widths are types.
template <class A, class B>
constexpr bool do_not_mix = !requires(A a, B b) {
    a + b;
}
&&!requires(A a, B b) {
    a - b;
}
&&!requires(A a, B b) {
    a& b;
}
&&!requires(A a, B b) {
    a | b;
}
&&!requires(A a, B b) {
    a == b;
}
&&!requires(A a, B b) {
    a != b;
}
&&!requires(A a, B b) {
    ult(a, b);
}
&&!requires(A a, B b) {
    shl(a, b);
}
&&!std::is_convertible_v<A, B> && !std::is_constructible_v<A, B>;

// Widths change only by name, and only the way the name says.
template <class Value, unsigned Width>
constexpr bool changes_width_by_name = requires(Value v) {
    requires !requires {
        zext<Width - 1>(v);
    };
    requires !requires {
        sext<Width - 1>(v);
    };
    requires !requires {
        trunc<Width + 1>(v);
    };
    requires !requires {
        extract<Width, 0>(v);
    };
    requires !requires {
        extract<0, 1>(v);
    };
    { zext<Width>(v) } -> std::same_as<Value>;
    { trunc<Width>(v) } -> std::same_as<Value>;
    { extract<Width - 1, 0>(v) } -> std::same_as<Value>;
};

template <class D>
constexpr bool is_strict = never_a_condition<Bool<D>>&& never_a_condition<Bits<D, 1>>&& never_a_condition<Bits<D, 32>>&&
    no_short_circuit<Bool<D>>&& no_short_circuit<Bits<D, 1>>&& no_short_circuit<Bits<D, 32>>&&
        no_mixed_short_circuit<Bool<D>>&& no_implicit_order<Bool<D>>&& no_implicit_order<Bits<D, 32>>&&
            no_implicit_order<Bits<D, 64>>&& no_division_no_signs<Bits<D, 32>>&& do_not_mix<Bits<D, 8>, Bits<D, 32>>&&
                do_not_mix<Bits<D, 32>, Bits<D, 64>>&& do_not_mix<Bits<D, 1>, Bool<D>>&& do_not_mix<Bool<D>,
                    Bits<D, 32>>&& changes_width_by_name<Bits<D, 8>, 8>&& changes_width_by_name<Bits<D, 32>, 32>;
static_assert(is_strict<Concrete>);
static_assert(is_strict<Symbolic>);

// The two domains never meet.
static_assert(do_not_mix<Bits<Concrete, 32>, Bits<Symbolic, 32>>);
static_assert(!std::is_convertible_v<Bool<Concrete>, Bool<Symbolic>>);

// Only `bool` makes a Bool; only a literal makes Bits, and no run-time integer does.
template <class D>
constexpr bool literals_only = std::is_convertible_v<bool, Bool<D>> && !std::is_convertible_v<int, Bool<D>> &&
                               !std::is_convertible_v<void*, Bool<D>> && !std::is_convertible_v<bool, Bits<D, 1>> &&
                               !std::is_convertible_v<double, Bits<D, 32>>;
static_assert(literals_only<Concrete>);
static_assert(literals_only<Symbolic>);

// A width is 1 to 64.
template <class D, unsigned Width>
concept Has_width = requires {
    typename D::template Bits<Width>;
};
static_assert(Has_width<Concrete, 1> && Has_width<Concrete, 64> && Has_width<Symbolic, 1> && Has_width<Symbolic, 64>);
static_assert(
    !Has_width<Concrete, 0> && !Has_width<Concrete, 65> && !Has_width<Symbolic, 0> && !Has_width<Symbolic, 65>);
template <class A, class B>
concept Joins = requires(A a, B b) {
    concat(a, b);
};
static_assert(Joins<Bits<Concrete, 32>, Bits<Concrete, 32>> && !Joins<Bits<Concrete, 33>, Bits<Concrete, 32>>);
static_assert(Joins<Bits<Symbolic, 32>, Bits<Symbolic, 32>> && !Joins<Bits<Symbolic, 33>, Bits<Symbolic, 32>>);

// A table has 256 entries of 64 bits, in both.
template <class D>
constexpr bool table_is_strict = requires(typename D::Table t, Bits<D, 8> i, Bits<D, 32> w, Bits<D, 64> v) {
    { t.get(i) } -> std::same_as<Bits<D, 64>>;
    t.set(i, v);
    requires !requires {
        t.get(w);
    };
    requires !requires {
        t.set(i, w);
    };
};
static_assert(table_is_strict<Concrete> && table_is_strict<Symbolic>);

// Field lists name every member, so merging, comparing and printing forget none.
template <class D>
constexpr bool lists_are_complete =
    model::lists_every_member<model::Registers<D>>&& model::lists_every_member<model::Cpu<D>>&&
        model::lists_every_member<model::Guest<D>>&& model::lists_every_member<model::Host<D>>&&
            model::lists_every_member<model::Outcome<D>>&& model::lists_every_member<model::Faults<D>>;
static_assert(lists_are_complete<Concrete>);
static_assert(lists_are_complete<Symbolic>);

struct Forgetful {
    Bits<Concrete, 32> listed{}, forgotten{};
    static constexpr auto fields() { return std::tuple{model::field("listed", &Forgetful::listed)}; }
};
static_assert(!model::lists_every_member<Forgetful>);

constexpr std::uint64_t shifted(std::uint64_t value, unsigned by) {
    return shl(Bits<Concrete, 32>::of(value), Bits<Concrete, 32>::of(by)).host();
}
static_assert(shifted(1, 31) == 0x80000000 && shifted(1, 32) == 0 && shifted(0xFFFFFFFF, 4) == 0xFFFFFFF0);

TEST(Domain_types, Are_strict_which_compiling_this_file_has_shown) {
    SUCCEED();
}

} // namespace
} // namespace trapspec::test
