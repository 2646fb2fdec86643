// What a gate is good for: who may raise it, and what the Host makes of a Guest's.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "diff/systems/model.hpp"

namespace trapspec::diff {

/// How one INT n went.
struct Raised {
    bool entered = false;                ///< the handler runs
    std::vector<std::string_view> steps; ///< the rules' arms, in words
    std::uint32_t vector = 0;            ///< of the exception instead
    std::uint32_t error_code = 0;
};

/// INT n at this level, with `gate` (b << 32 | a) as the IDT's entry for `vector`. Each segment is flat and of its
/// selector's level.
[[nodiscard]] Raised raise_by_int_n(std::uint64_t gate, std::uint32_t vector, std::uint32_t level);

/// What the rules make of a gate that the Guest asks for.
struct Gate_at_host {
    std::vector<std::string_view> rules; ///< the versions that agree on it
    std::uint64_t vetted = 0;            ///< the Guest's slot afterwards
    std::uint64_t installed = 0;         ///< what the CPU then uses
    bool by_switcher = false;            ///< that leads to the Host
    std::vector<model::Rule> fired;      ///< of the request
    std::string death;                   ///< why the Guest is dead; empty if it lives

    [[nodiscard]] bool same_as(const Gate_at_host& other) const; ///< but for the versions
};

/// In the order of the versions. The second system-call vector is the Linux one.
[[nodiscard]] std::vector<Gate_at_host> gate_at_host(std::uint32_t vector, std::uint32_t a, std::uint32_t b);

} // namespace trapspec::diff
