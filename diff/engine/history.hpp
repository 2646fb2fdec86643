// The sequences that a run kept, made again: from the seed, the kinds of event and their numbers alone, because a lane's
// pool changes only with a kept one.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <vector>

#include "diff/engine/coverage.hpp"
#include "diff/generate/sequence.hpp"
#include "diff/systems/model.hpp"

namespace trapspec::diff {

inline constexpr std::uint32_t lane_count = 144; ///< and so the most shards there can be
inline constexpr std::uint64_t batch_size = 256; ///< sequences of one lane before it is the next one's turn

/// What a lane has come to.
struct Lane {
    Pool pool;
    Arm_pairs pairs;
};

using Lanes = std::vector<std::unique_ptr<Lane>>; ///< lane_count of them; nullptr: not begun

[[nodiscard]] constexpr std::uint32_t lane_of(std::uint64_t number) {
    return static_cast<std::uint32_t>(number / batch_size % lane_count);
}

/// Runs the sequences on the model of their lane's configuration, which brings the lanes to where they were. `kept` is
/// ascending. `visit` is told of each, with the arms that came one after the other in it alone.
void replay_history(std::uint64_t seed,
    Kinds kinds,
    const std::vector<std::uint64_t>& kept,
    const std::vector<Configuration>& configurations,
    Lanes& lanes,
    const std::function<void(std::uint64_t number, const Stream&, const Arm_pairs&)>& visit = {});

/// Writes the smallest set of kept sequences found that reaches every pair of arms, for each rule version, as
/// case-NUMBER.jsonl.zst; other files of such a name are removed. Returns how many. Throws traces::Output_error.
std::size_t write_corpus(std::uint64_t seed,
    Kinds kinds,
    const std::vector<std::uint64_t>& kept,
    const std::vector<Configuration>& configurations,
    const std::filesystem::path& folder);

} // namespace trapspec::diff
