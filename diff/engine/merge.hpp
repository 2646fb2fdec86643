// The shards of a run put together again.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "diff/fuzz.hpp"

namespace trapspec::diff {

struct Merged_run {
    Fuzz_report report;               ///< as of one run that did it all; seconds are those of all shards together
    std::vector<std::string> missing; ///< in words: shards that are not there, or not finished
    std::size_t corpus = 0;           ///< files written
};

/// From the folders of the runs. With a folder for it, the corpus is made anew from what all of them kept. Throws
/// std::invalid_argument when they are not parts of the same run, traces::Input_error for a folder that holds none.
[[nodiscard]] Merged_run merge_runs(
    const std::vector<std::filesystem::path>& folders, const std::filesystem::path& corpus);

} // namespace trapspec::diff
