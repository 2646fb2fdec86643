// A small fast generator of random numbers: splitmix64. RapidCheck's own splits are kept for what it shrinks.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace trapspec::diff {

class Random {
public:
    explicit Random(std::uint64_t seed) : state_(seed) {}

    std::uint64_t next() {
        std::uint64_t z = (state_ += 0x9E3779B97F4A7C15);
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
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
