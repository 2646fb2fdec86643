// Which part of a run this process does: from --shard, or from the array job that it is a task of.
#pragma once

#include <string>

#include "diff/fuzz.hpp"

namespace trapspec::cli {

/// `text` is "I/N", or "/N" with I from the job's environment, or empty for what the environment says of both: Slurm's
/// SLURM_ARRAY_TASK_ID, _MIN and _COUNT, or a Kubernetes indexed Job's JOB_COMPLETION_INDEX, which comes without a count.
/// Without any of it: the whole run. Throws std::invalid_argument.
[[nodiscard]] diff::Shard shard_of(const std::string& text);

} // namespace trapspec::cli
