// The differential run: numbered sequences through model and implementation, compared after every event, a divergence
// shrunk and saved as a trace. engine/ is how.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "diff/compare.hpp"
#include "diff/engine/coverage.hpp"
#include "diff/engine/divergence_key.hpp"
#include "diff/systems/dut.hpp"

namespace trapspec::diff {

/// Part `index` of `count`: the parts together are the whole run.
struct Shard {
    std::uint32_t index = 0;
    std::uint32_t count = 1;
};

struct Fuzz_options {
    std::uint64_t seed = 1;
    std::uint64_t cases = 20'000; ///< sequences, those of the other shards included; ignored when `seconds` is set
    double seconds = 0;
    Shard shard;
    std::uint32_t most_divergences = 1; ///< the run ends with the batch that finds the last of so many different ones
    Dut dut;
    std::string rules; ///< one version only, when not empty
    std::filesystem::path save = "runs";
    std::filesystem::path folder; ///< of the run, to go on from and to leave results in; empty: none
    std::string exhaustive;       ///< every value of that space (engine/exhaustive.hpp) in place of chance
    std::function<void(std::uint64_t cases, std::uint64_t events)> progress; ///< after each batch
    std::function<void()> found; ///< a new divergence, which is shrunk next; when set
};

struct Divergence {
    Divergence_key key;
    std::uint64_t count = 0;       ///< sequences that showed it
    std::uint64_t case_number = 0; ///< the first of them
    std::string rules;
    std::uint32_t syscall_vector = 0;
    std::size_t events = 0;         ///< in the shrunk sequence
    std::size_t events_before = 0;  ///< in the sequence as it was found
    std::vector<std::string> lines; ///< the shrunk sequence, one line an event
    std::vector<Difference> differences;
    std::string complaints; ///< the last that a system which failed wrote to standard error
    std::filesystem::path trace;
    std::string not_saved; ///< why there is no trace; empty when there is
};

struct Fuzz_report {
    std::uint64_t seed = 0;
    Shard shard;
    std::uint64_t cases = 0;
    std::uint64_t events = 0;
    double seconds = 0;
    Kinds kinds = all_kinds;          ///< of event that the implementation does; others were left out
    std::vector<std::string> refused; ///< configurations that it does not take, in words; they were left out
    Coverage coverage;
    std::vector<Divergence> divergences; ///< by the number of their first case
};

/// Throws std::invalid_argument for a shard that is none, a folder that holds another run, or an implementation that cannot
/// be executed or takes no configuration. One that does not start, or fails, is a divergence. What `progress` throws ends
/// the run; with a folder, it can be taken up again where it was, and becomes the same run.
[[nodiscard]] Fuzz_report fuzz(const Fuzz_options& options);

} // namespace trapspec::diff
