// The comparison as a plain RapidCheck property: every event is a command that runs on model and implementation and asserts
// that they agree. What the engine's speed is measured against, and a second opinion on the engine.
#pragma once

#include <cstdint>
#include <memory>

#include "diff/systems/dut.hpp"
#include "diff/systems/model.hpp"

namespace trapspec::bench {

struct Systems {
    explicit Systems(const diff::Dut& dut)
        : model(diff::Configuration{}), implementation(diff::start_dut(dut, diff::Configuration{})) {}

    diff::Model_system model;
    std::unique_ptr<diff::System> implementation;
    std::uint64_t events = 0; ///< compared so far
};

/// One command sequence of the property, drawn from the seed. Throws when the systems do not agree.
void run_property_once(std::uint64_t seed, Systems& systems);

/// The property under RapidCheck's own runner (seed and number of cases from RC_PARAMS).
[[nodiscard]] bool property_holds(Systems& systems);

} // namespace trapspec::bench
