// The domain of terms: a value is a literal or a term of a Session. Z3 stands behind symbolic.cpp and never in a header
// that a rule includes; literals fold, so what does not depend on a variable costs nothing and needs no session.
#pragma once

#include <concepts>
#include <cstdint>

#include "model/domain/arithmetic.hpp"

namespace trapspec::model {

class Session;

namespace symbolic {

struct Node; // a Z3 term, owned by its session

/// A literal (no node) or a term. The width is in the type that wraps it; a Bool is a term of width 0.
struct Term {
    const Node* node = nullptr;
    std::uint64_t literal = 0;
};

enum class Operation : std::uint8_t {
    bit_and,
    bit_or,
    bit_xor,
    bit_not,
    add,
    subtract,
    shift_left,
    shift_right,
    equal,
    unsigned_less,
    unsigned_less_equal,
    signed_less,
};

inline constexpr unsigned bool_width = 0;

Term apply(Operation operation, unsigned width, Term a);
Term apply(Operation operation, unsigned width, Term a, Term b);
Term choose(unsigned width, Term condition, Term a, Term b);
Term zero_extend(unsigned from, unsigned to, Term a);
Term sign_extend(unsigned from, unsigned to, Term a);
Term slice(unsigned width, unsigned high, unsigned low, Term a);
Term join(unsigned high_width, Term high, unsigned low_width, Term low);
/// A condition that its session's simplifier decides becomes a literal, if the session says so (settle_conditions).
Term settled(Term condition);

class Bool {
public:
    constexpr Bool() = default;
    constexpr Bool(std::same_as<bool> auto value) : term_{nullptr, value ? 1U : 0U} {}
    static constexpr Bool of(Term term) {
        Bool result;
        result.term_ = term;
        return result;
    }

    [[nodiscard]] constexpr Term term() const { return term_; }
    [[nodiscard]] constexpr bool is_literally(bool value) const {
        return term_.node == nullptr && (term_.literal != 0) == value;
    }
    explicit operator bool() const = delete;
    [[nodiscard]] Bool settled() const { return of(symbolic::settled(term_)); }

    friend Bool operator&(Bool a, Bool b) { return binary(Operation::bit_and, a, b); }
    friend Bool operator|(Bool a, Bool b) { return binary(Operation::bit_or, a, b); }
    friend Bool operator^(Bool a, Bool b) { return binary(Operation::bit_xor, a, b); }
    friend Bool operator==(Bool a, Bool b) { return binary(Operation::equal, a, b); }
    friend Bool operator!=(Bool a, Bool b) { return binary(Operation::bit_xor, a, b); }
    friend Bool operator!(Bool a) { return of(apply(Operation::bit_not, bool_width, a.term_)); }
    friend void operator&&(Bool, Bool) = delete;
    friend void operator||(Bool, Bool) = delete;
    friend Bool implies(Bool a, Bool b) { return (!a) | b; }
    friend Bool ite(Bool c, Bool a, Bool b) { return of(choose(bool_width, c.term_, a.term_, b.term_)); }

private:
    static Bool binary(Operation operation, Bool a, Bool b) {
        return of(apply(operation, bool_width, a.term_, b.term_));
    }

    Term term_;
};

template <unsigned Width>
requires(Width >= 1 && Width <= 64) class Bits {
public:
    static constexpr unsigned width = Width;

    constexpr Bits() = default;

    /// A literal; one that does not fit is a compile-time error.
    template <std::integral Integer>
    // NOLINTNEXTLINE(google-explicit-constructor): a rule writes its literals plainly
    requires(!std::same_as<Integer, bool>) consteval Bits(Integer literal)
        : term_{nullptr, static_cast<std::uint64_t>(literal)} {
        if (literal < 0 || term_.literal > arithmetic::mask(Width)) {
            throw "literal does not fit";
        }
    }

    /// A literal from outside the rules; high bits are dropped.
    static constexpr Bits of(std::uint64_t value) { return of(Term{nullptr, arithmetic::wrap(value, Width)}); }
    static constexpr Bits of(Term term) {
        Bits result;
        result.term_ = term;
        return result;
    }

    [[nodiscard]] constexpr Term term() const { return term_; }
    [[nodiscard]] constexpr bool is_literal() const { return term_.node == nullptr; }
    explicit operator bool() const = delete;

    friend Bits operator&(Bits a, Bits b) { return binary(Operation::bit_and, a, b); }
    friend Bits operator|(Bits a, Bits b) { return binary(Operation::bit_or, a, b); }
    friend Bits operator^(Bits a, Bits b) { return binary(Operation::bit_xor, a, b); }
    friend Bits operator~(Bits a) { return of(apply(Operation::bit_not, Width, a.term_)); }
    friend Bits operator+(Bits a, Bits b) { return binary(Operation::add, a, b); }
    friend Bits operator-(Bits a, Bits b) { return binary(Operation::subtract, a, b); }
    friend Bits shl(Bits a, Bits by) { return binary(Operation::shift_left, a, by); }
    friend Bits lshr(Bits a, Bits by) { return binary(Operation::shift_right, a, by); }
    friend Bool operator==(Bits a, Bits b) { return compare(Operation::equal, a, b); }
    friend Bool operator!=(Bits a, Bits b) { return !compare(Operation::equal, a, b); }
    friend void operator&&(Bits, Bits) = delete;
    friend void operator||(Bits, Bits) = delete;
    friend Bool ult(Bits a, Bits b) { return compare(Operation::unsigned_less, a, b); }
    friend Bool ule(Bits a, Bits b) { return compare(Operation::unsigned_less_equal, a, b); }
    friend Bool slt(Bits a, Bits b) { return compare(Operation::signed_less, a, b); }
    friend Bits ite(Bool c, Bits a, Bits b) { return of(choose(Width, c.term(), a.term_, b.term_)); }

private:
    static Bits binary(Operation operation, Bits a, Bits b) { return of(apply(operation, Width, a.term_, b.term_)); }
    static Bool compare(Operation operation, Bits a, Bits b) {
        return Bool::of(apply(operation, Width, a.term_, b.term_));
    }

    Term term_;
};

template <unsigned To, unsigned From>
requires(To >= From) Bits<To> zext(Bits<From> x) {
    return Bits<To>::of(zero_extend(From, To, x.term()));
}

template <unsigned To, unsigned From>
requires(To >= From) Bits<To> sext(Bits<From> x) {
    return Bits<To>::of(sign_extend(From, To, x.term()));
}

template <unsigned High, unsigned Low, unsigned From>
requires(High >= Low && High < From) Bits<High - Low + 1> extract(Bits<From> x) {
    return Bits<High - Low + 1>::of(slice(From, High, Low, x.term()));
}

template <unsigned To, unsigned From>
requires(To <= From) Bits<To> trunc(Bits<From> x) {
    return extract<To - 1, 0>(x);
}

template <unsigned High, unsigned Low>
requires(High + Low <= 64) Bits<High + Low> concat(Bits<High> high, Bits<Low> low) {
    return Bits<High + Low>::of(join(High, high.term(), Low, low.term()));
}

} // namespace symbolic
} // namespace trapspec::model

#include "model/domain/symbolic_store.hpp"

namespace trapspec::model {

/// The domain tag.
struct Symbolic {
    using Bool = symbolic::Bool;
    template <unsigned Width>
    using Bits = symbolic::Bits<Width>;
    using Memory = symbolic::Memory;
    using Table = symbolic::Table;
    using Fired = symbolic::Fired;
};

} // namespace trapspec::model
