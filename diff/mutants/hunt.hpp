// What each engine does to find a fault.
#pragma once

#include <filesystem>
#include <optional>

#include "diff/fuzz.hpp"
#include "diff/mutants/recordings.hpp"
#include "diff/mutants/trials.hpp"

namespace trapspec::diff::mutants {

/// The first divergence gives the time, the shortest trace that was found the events.
[[nodiscard]] std::optional<Kill> found_by_fuzz(const Fuzz_options& options);

[[nodiscard]] std::optional<Kill> found_by_replay(const std::filesystem::path& program, const Recordings& recordings);

} // namespace trapspec::diff::mutants
