// What can be wrong with a delivery or an iret, one thing at a time and two at a time: the first check in the SDM's order
// must win.
#pragma once

#include <span>

#include "tests/model/arch/processor.hpp"

namespace trapspec::test {

/// A processor about to deliver an event, or to iret.
struct Scene {
    Processor m;
    Cpu_event event;
};

struct Violation {
    Way way;                  ///< the arm that it leads to
    std::string_view changes; ///< what it spoils; two that spoil the same cannot be combined
    void (*spoil)(Scene&);
    std::uint32_t vector;     ///< the fault expected,
    std::uint32_t error_code; ///< with EXT where `ext` says so
    bool ext = true;          ///< EXT is set when the event is not a software interrupt
};

inline constexpr std::uint32_t no_fault = 256; ///< as a vector: refused by the model instead

struct Ordered_checks {
    std::string_view name;
    Scene (*scene)();
    void (*act)(Scene&);
    std::span<const Violation> violations; ///< in the SDM's order
};

[[nodiscard]] std::span<const Ordered_checks> ordered_checks();

} // namespace trapspec::test
