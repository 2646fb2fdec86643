// Which ways of the rules can be gone at all: for each arm a history that goes it, or the reason why there is none.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "proofs/prove.hpp"

namespace trapspec::proofs {

enum class Reach : std::uint8_t {
    reached, ///< the witness goes it, in the Concrete model too
    dead,    ///< listed as dead with its reason, and no history found
    missing, ///< neither: a failure
    alive,   ///< listed as dead, and yet there is a history: a failure
};

struct Arm_reach {
    std::string_view arm;   ///< "set_2_bad_type"
    std::string_view rule;  ///< "R-SET-2"
    std::string_view rules; ///< the version; of the architecture's rules "SDM"
    Reach reach = Reach::missing;
    std::string_view reason; ///< of a dead one
    double seconds = 0;
    std::optional<Witness> witness;

    [[nodiscard]] bool as_listed() const { return reach == Reach::reached || reach == Reach::dead; }
};

/// For every arm of every selected version. `options.names` are globs over the names of arms.
[[nodiscard]] std::vector<Arm_reach> reach_arms(const Options& options);

/// The same for the architecture's rules: the witness is a CPU and an event, or an iret, and replays in Concrete.
[[nodiscard]] std::vector<Arm_reach> reach_arch_arms(const Options& options);

} // namespace trapspec::proofs
