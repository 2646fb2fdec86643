// Reproducible random choices: the seed is the test's own, so a failure comes back.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <random>

namespace trapspec::test {

class Random {
public:
    explicit Random(std::uint64_t seed) : engine_(seed) {}

    /// 0 .. limit - 1
    [[nodiscard]] std::uint32_t below(std::uint32_t limit) { return static_cast<std::uint32_t>(engine_() % limit); }
    [[nodiscard]] std::uint32_t word() { return static_cast<std::uint32_t>(engine_()); }
    [[nodiscard]] bool one_in(std::uint32_t n) { return below(n) == 0; }

    [[nodiscard]] std::uint32_t of(std::initializer_list<std::uint32_t> choices) {
        return choices.begin()[below(static_cast<std::uint32_t>(choices.size()))];
    }

private:
    std::mt19937_64 engine_;
};

} // namespace trapspec::test
