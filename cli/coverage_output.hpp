// What a differential run reached of what can be reached at all.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "diff/fuzz.hpp"

namespace trapspec::cli {

struct Unreached_arm {
    std::string rules; ///< the version
    std::string rule;
    std::string arm;
};

/// Arms that the proofs find a history for, in each version that was run, and that no sequence fired.
[[nodiscard]] std::vector<Unreached_arm> unreached(const diff::Coverage& coverage);

/// From so many sequences a version on, an arm that can be reached and was not is a failure. Measured: every arm of every
/// version comes up within a few thousand sequences.
inline constexpr std::uint64_t sequences_of_a_long_run = 250'000;

/// Whether the run is a long one, and of all that there is to reach.
[[nodiscard]] bool must_reach_every_arm(const diff::Fuzz_report& report);

void print_coverage(const diff::Coverage& coverage);
[[nodiscard]] nlohmann::ordered_json to_json(const diff::Coverage& coverage);

} // namespace trapspec::cli
