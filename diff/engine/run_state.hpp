// A run as it stands in its folder: enough to go on from, to merge with the other shards', and to report.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "diff/fuzz.hpp"

namespace trapspec::diff {

struct Run_state {
    std::string rules;      ///< as asked for: empty for all versions
    std::string exhaustive; ///< as asked for: empty for none
    std::uint64_t next = 0; ///< the first number that is not done, or belongs to another shard
    bool finished = false;
    Fuzz_report report;
    std::vector<std::uint64_t> kept; ///< numbers of the sequences that brought their lane something new, ascending
};

/// The file in a run's folder.
[[nodiscard]] std::filesystem::path state_file(const std::filesystem::path& folder);

/// Replaces the file at once or not at all. Throws traces::Output_error.
void save_state(const Run_state& state, const std::filesystem::path& folder);

/// Nothing when the folder holds no run. Throws traces::Input_error for a file that is none of ours, or of other arms.
[[nodiscard]] std::optional<Run_state> load_state(const std::filesystem::path& folder);

} // namespace trapspec::diff
