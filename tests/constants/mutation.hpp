// One constant of the rules changed while the program runs. rewrite.cpp puts these calls around the constants of the
// rules; with no mutation active they give back what they are given.
#pragma once

#include <bit>
#include <cstdint>
#include <limits>
#include <stdexcept>
#include <type_traits>

namespace trapspec::mutation {

enum class Change : std::uint8_t { none, plus_one, minus_one, flip_bit, negate, slice_up, slice_down };

struct Mutation {
    unsigned site = 0; ///< one use of a constant; 0: see `name`
    unsigned name = 0; ///< a named constant, all its uses at once; 0: see `site`
    Change change = Change::none;
    unsigned bit = 0; ///< for flip_bit
};

/// What a run saw of a site; `seen` is null when nobody asks.
struct Observer {
    virtual ~Observer() = default;
    virtual void saw(unsigned site, std::uint64_t value, bool slices_up, bool slices_down) = 0;
};

inline constinit thread_local Mutation active{};
inline constinit thread_local Observer* observer = nullptr;

/// What replaces the compile-time check of a literal's width: such a mutant would not compile.
struct Does_not_compile : std::domain_error {
    Does_not_compile() : std::domain_error("literal does not fit") {}
};

template <class Value>
constexpr Value changed(Value value) {
    if constexpr (std::is_same_v<Value, bool>) {
        return active.change == Change::negate ? !value : value;
    } else if constexpr (std::is_enum_v<Value>) {
        return static_cast<Value>(changed(static_cast<int>(value)));
    } else {
        switch (active.change) {
        case Change::plus_one:
            return static_cast<Value>(value + 1);
        case Change::minus_one:
            return static_cast<Value>(value - 1);
        case Change::flip_bit:
            return static_cast<Value>(static_cast<std::uint32_t>(value) ^ (std::uint32_t{1} << active.bit));
        default:
            return value;
        }
    }
}

/// A use of a constant. `Name` is 0 for a literal.
template <unsigned Site, unsigned Name, class Value>
constexpr Value constant(Value value) {
    if (std::is_constant_evaluated()) {
        return value;
    }
    if (observer != nullptr) {
        observer->saw(Site, static_cast<std::uint64_t>(value), false, false);
    }
    const bool hit = active.site == Site || (Name != 0 && active.name == Name);
    return hit ? changed(value) : value;
}

/// extract<High, Low>, or the bits one place further up or down.
template <unsigned Site, unsigned High, unsigned Low, class Value>
constexpr auto extract_bits(Value value) {
    if (observer != nullptr) {
        observer->saw(Site, Low, High + 1 < Value::width, Low > 0);
    }
    if constexpr (High + 1 < Value::width) {
        if (active.site == Site && active.change == Change::slice_up) {
            return extract<High + 1, Low + 1>(value);
        }
    }
    if constexpr (Low > 0) {
        if (active.site == Site && active.change == Change::slice_down) {
            return extract<High - 1, Low - 1>(value);
        }
    }
    return extract<High, Low>(value);
}

} // namespace trapspec::mutation
