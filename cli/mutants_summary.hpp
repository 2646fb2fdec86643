// What the trials of all faults come to.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "diff/mutants/trials.hpp"

namespace trapspec::cli {

/// What one engine did to the faults that count.
struct Engine_summary {
    std::size_t kills = 0;
    double median_seconds = 0; ///< until the kill
    double most_seconds = 0;
    std::uint64_t most_events = 0; ///< of a shrunk trace
};

struct Mutants_summary {
    std::size_t faults = 0; ///< that were tried to be built
    std::size_t not_built = 0;
    std::size_t same_code = 0;
    std::size_t same_as = 0;
    std::size_t equivalent = 0;   ///< the same code, for another compiler
    std::size_t argued = 0;       ///< no faults by an argument
    std::size_t beyond = 0;       ///< of what this Host is asked to do
    std::size_t contradicted = 0; ///< killed, against such an argument
    std::size_t killed = 0;
    std::size_t survived = 0;
    Engine_summary fuzz;
    Engine_summary replay;

    [[nodiscard]] std::size_t counted() const { return killed + survived; }
};

[[nodiscard]] Mutants_summary summary_of(const std::vector<diff::mutants::Trial>& trials);

/// In some lines.
[[nodiscard]] std::string summary_in_words(const Mutants_summary& summary);

/// Found or not, it is a fault.
[[nodiscard]] bool counts(const diff::mutants::Trial& trial);
/// No fault, or out of reach, for a reason that is told.
[[nodiscard]] bool is_reasoned(const diff::mutants::Trial& trial);
/// Found, against an argument.
[[nodiscard]] bool is_contradicted(const diff::mutants::Trial& trial);

/// "0.021 s, 3": how long until the kill, and how many events its trace has; "-" for none.
[[nodiscard]] std::string kill_in_short(const std::optional<diff::mutants::Kill>& kill);

} // namespace trapspec::cli
