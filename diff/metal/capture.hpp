// One scenario on one machine, as a trace.
#pragma once

#include <filesystem>
#include <span>
#include <string>

#include "diff/metal/machine.hpp"

namespace trapspec::diff::metal {

/// By name.
[[nodiscard]] std::span<const char* const> scenarios();

struct Captured {
    std::string scenario;
    bool passed = false;      ///< the scenario itself found everything as it should be
    std::uint64_t events = 0; ///< written to the trace
    std::string console;
    double seconds = 0;
};

/// Throws System_error when the machine fails, and traces::Output_error when the file cannot be written. A scenario that
/// did not pass is written too.
[[nodiscard]] Captured capture(const Boot& boot, const std::string& version, const std::filesystem::path& file);

} // namespace trapspec::diff::metal
