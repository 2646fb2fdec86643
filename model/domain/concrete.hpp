// The domain of real values: integers with exact widths, and nothing an integer would do by itself (see domain.hpp).
#pragma once

#include <concepts>
#include <cstdint>
#include <type_traits>

#include "model/domain/arithmetic.hpp"

namespace trapspec::model {

namespace concrete {

/// As wide as a word, so that a struct of words and flags is a row of words.
class Bool {
public:
    constexpr Bool() = default;
    /// A literal, and nothing that merely converts to bool.
    constexpr Bool(std::same_as<bool> auto value) : value_(value ? 1 : 0) {}

    /// The value, for the world outside the rules.
    [[nodiscard]] constexpr bool host() const { return value_ != 0; }
    explicit operator bool() const = delete;

    friend constexpr Bool operator&(Bool a, Bool b) { return a.host() && b.host(); }
    friend constexpr Bool operator|(Bool a, Bool b) { return a.host() || b.host(); }
    friend constexpr Bool operator^(Bool a, Bool b) { return a.value_ != b.value_; }
    friend constexpr Bool operator==(Bool a, Bool b) { return a.value_ == b.value_; }
    friend constexpr Bool operator!=(Bool a, Bool b) { return a.value_ != b.value_; }
    friend constexpr Bool operator!(Bool a) { return !a.host(); }
    friend void operator&&(Bool, Bool) = delete;
    friend void operator||(Bool, Bool) = delete;
    friend constexpr Bool implies(Bool a, Bool b) { return (!a) | b; }
    friend constexpr Bool ite(Bool c, Bool a, Bool b) { return c.host() ? a : b; }

private:
    std::uint32_t value_ = 0; ///< 0 or 1
};

template <unsigned Width>
requires(Width >= 1 && Width <= 64) class Bits {
    using Storage = std::conditional_t<(Width > 32), std::uint64_t, std::uint32_t>;

public:
    static constexpr unsigned width = Width;

    constexpr Bits() = default;

    /// A literal; one that does not fit is a compile-time error.
    template <std::integral Integer>
    // NOLINTNEXTLINE(google-explicit-constructor): a rule writes its literals plainly
    requires(!std::same_as<Integer, bool>) consteval Bits(Integer literal) : value_(static_cast<Storage>(literal)) {
        if (literal < 0 || static_cast<std::uint64_t>(literal) > arithmetic::mask(Width)) {
            throw "literal does not fit";
        }
    }

    /// A value from outside the rules; high bits are dropped.
    static constexpr Bits of(std::uint64_t value) {
        Bits result;
        result.value_ = static_cast<Storage>(arithmetic::wrap(value, Width));
        return result;
    }

    [[nodiscard]] constexpr std::uint64_t host() const { return value_; }
    explicit operator bool() const = delete;

    friend constexpr Bits operator&(Bits a, Bits b) { return of(a.host() & b.host()); }
    friend constexpr Bits operator|(Bits a, Bits b) { return of(a.host() | b.host()); }
    friend constexpr Bits operator^(Bits a, Bits b) { return of(a.host() ^ b.host()); }
    friend constexpr Bits operator~(Bits a) { return of(~a.host()); }
    friend constexpr Bits operator+(Bits a, Bits b) { return of(a.host() + b.host()); }
    friend constexpr Bits operator-(Bits a, Bits b) { return of(a.host() - b.host()); }
    friend constexpr Bits shl(Bits a, Bits by) { return of(arithmetic::shift_left(a.host(), by.host(), Width)); }
    friend constexpr Bits lshr(Bits a, Bits by) { return of(arithmetic::shift_right(a.host(), by.host(), Width)); }
    friend constexpr Bool operator==(Bits a, Bits b) { return a.value_ == b.value_; }
    friend constexpr Bool operator!=(Bits a, Bits b) { return a.value_ != b.value_; }
    friend void operator&&(Bits, Bits) = delete;
    friend void operator||(Bits, Bits) = delete;
    friend constexpr Bool ult(Bits a, Bits b) { return a.value_ < b.value_; }
    friend constexpr Bool ule(Bits a, Bits b) { return a.value_ <= b.value_; }
    friend constexpr Bool slt(Bits a, Bits b) {
        return arithmetic::as_signed(a.host(), Width) < arithmetic::as_signed(b.host(), Width);
    }
    friend constexpr Bits ite(Bool c, Bits a, Bits b) { return c.host() ? a : b; }

private:
    Storage value_ = 0;
};

template <unsigned To, unsigned From>
requires(To >= From) constexpr Bits<To> zext(Bits<From> x) {
    return Bits<To>::of(x.host());
}

template <unsigned To, unsigned From>
requires(To >= From) constexpr Bits<To> sext(Bits<From> x) {
    return Bits<To>::of(static_cast<std::uint64_t>(arithmetic::as_signed(x.host(), From)));
}

template <unsigned To, unsigned From>
requires(To <= From) constexpr Bits<To> trunc(Bits<From> x) {
    return Bits<To>::of(x.host());
}

template <unsigned High, unsigned Low, unsigned From>
requires(High >= Low && High < From) constexpr Bits<High - Low + 1> extract(Bits<From> x) {
    return Bits<High - Low + 1>::of(x.host() >> Low);
}

template <unsigned High, unsigned Low>
requires(High + Low <= 64) constexpr Bits<High + Low> concat(Bits<High> high, Bits<Low> low) {
    return Bits<High + Low>::of((high.host() << Low) | low.host());
}

} // namespace concrete
} // namespace trapspec::model

#include "model/domain/concrete_store.hpp"

namespace trapspec::model {

/// The domain tag.
struct Concrete {
    using Bool = concrete::Bool;
    template <unsigned Width>
    using Bits = concrete::Bits<Width>;
    using Memory = concrete::Memory;
    using Table = concrete::Table;
    using Fired = concrete::Fired;
};

} // namespace trapspec::model
