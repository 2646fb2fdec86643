// A small fast generator of random numbers: wyrand (Wang Yi, public domain). RapidCheck's own stay with what it shrinks.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace trapspec::diff {

class Random {
public:
    explicit Random(std::uint64_t seed) : state_(seed) {}

    std::uint64_t next() {
        __extension__ using Wide = unsigned __int128;
        state_ += 0xA0761D6478BD642F;
        const Wide product = Wide{state_} * (state_ ^ 0xE7037ED1A0B428DB);
        return static_cast<std::uint64_t>(product >> 64) ^ static_cast<std::uint64_t>(product);
    }

    std::uint32_t word() { return static_cast<std::uint32_t>(next() >> 32); }

    /// 0 .. bound - 1
    std::uint32_t below(std::uint32_t bound) {
        return static_cast<std::uint32_t>((std::uint64_t{word()} * bound) >> 32);
    }

    /// True once in `n`.
    bool once_in(std::uint32_t n) { return below(n) == 0; }

    template <class Value>
    Value pick(std::span<const Value> values) {
        return values[below(static_cast<std::uint32_t>(values.size()))];
    }

private:
    std::uint64_t state_;
};

} // namespace trapspec::diff
