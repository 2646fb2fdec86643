// Laws of Bool and Bits, written once and held against both domains: evaluated in Concrete, proved in Symbolic.
#pragma once

#include <string_view>

#include "model/domain/domain.hpp"

namespace trapspec::test {

using model::Bits;
using model::Bool;

/// Calls `law(name, holds)` for each.
template <class D, unsigned Width, class Law>
void for_each_bits_law(Bits<D, Width> x, Bits<D, Width> y, Bool<D> c, Law&& law) {
    using Value = Bits<D, Width>;
    const Value zero(0);
    const Value one(1);
    const Value width = Value(Width);
    const Value top = shl(one, Value(Width - 1));

    law("difference", x - y == x + (~y + one));
    law("sum commutes", x + y == y + x);
    law("difference undoes sum", (x + y) - y == x);
    law("nothing minus itself", x - x == zero);
    law("shift left by too much", implies(ule(width, y), shl(x, y) == zero));
    law("shift right by too much", implies(ule(width, y), lshr(x, y) == zero));
    law("shift by nothing", (shl(x, zero) == x) & (lshr(x, zero) == x));
    law("shift by one doubles", implies(ult(one, width), shl(x, one) == x + x));
    law("shift there and back", implies(ult(y, width), lshr(shl(x, y), y) == (x & lshr(~zero, y))));
    law("de Morgan", ~(x & y) == (~x | ~y));
    law("exclusive or", (x ^ y) == ((x | y) & ~(x & y)));
    law("complement twice", ~~x == x);
    law("unequal", (x != y) == !(x == y));
    law("at most", ule(x, y) == !ult(y, x));
    law("below", ult(x, y) == (ule(x, y) & (x != y)));
    law("one of three", ult(x, y) ^ (x == y) ^ ult(y, x));
    law("signed below", slt(x, y) == ult(x ^ top, y ^ top));
    law("choice", (ite(c, x, y) == x) | ((!c) & (ite(c, x, y) == y)));
    law("choice of the same", ite(c, x, x) == x);
    law("choice the other way", ite(!c, x, y) == ite(c, y, x));
    law("zext and back", trunc<Width>(zext<64>(x)) == x);
    law("sext and back", trunc<Width>(sext<64>(x)) == x);
    if constexpr (Width < 64) {
        const auto zero_above = extract<63, Width>(zext<64>(x));
        const auto sign_above = extract<63, Width>(sext<64>(x));
        const auto nothing = zero_above ^ zero_above;
        law("zext fills with 0", zero_above == nothing);
        law("sext fills with the sign", sign_above == ite(ule(top, x), ~nothing, nothing));
        law("sext keeps the sign", slt(x, y) == slt(sext<64>(x), sext<64>(y)));
        law("zext keeps the order", ult(x, y) == ult(zext<64>(x), zext<64>(y)));
    }
    if constexpr (Width >= 2) {
        constexpr unsigned half = Width / 2;
        law("halves", concat(extract<Width - 1, half>(x), extract<half - 1, 0>(x)) == x);
        law("high half by shift", zext<Width>(extract<Width - 1, half>(x)) == lshr(x, Value(half)));
    }
    if constexpr (Width <= 32) {
        const auto joined = concat(x, y);
        law("halves of a join", (extract<2 * Width - 1, Width>(joined) == x) & (extract<Width - 1, 0>(joined) == y));
        law("join by shift", joined == (shl(zext<2 * Width>(x), Bits<D, 2 * Width>(Width)) | zext<2 * Width>(y)));
    }
}

template <class D, class Law>
void for_each_bool_law(Bool<D> a, Bool<D> b, Bool<D> c, Law&& law) {
    law("de Morgan", (!(a & b)) == ((!a) | (!b)));
    law("exclusive or", (a ^ b) == (a != b));
    law("equal", (a == b) == !(a ^ b));
    law("implication", implies(a, b) == ((!a) | b));
    law("choice", ite(c, a, b) == ((c & a) | ((!c) & b)));
    law("complement twice", !!a == a);
    law("and distributes", (a & (b | c)) == ((a & b) | (a & c)));
    law("itself", (a & a) == a);
}

} // namespace trapspec::test
