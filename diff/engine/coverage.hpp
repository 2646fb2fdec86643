// What a run reached: the arms of each rule version, and which arm came straight after which.
#pragma once

#include <array>
#include <bitset>
#include <cstdint>
#include <map>
#include <string>

#include "model/domain/concrete.hpp"
#include "model/rules.hpp"

namespace trapspec::diff {

using Arm_pairs = model::concrete::Arm_pairs;
static_assert(model::arm_count <= Arm_pairs::capacity);

struct Version_coverage {
    std::array<std::uint64_t, model::arm_count> sequences{}; ///< how many of them fired the arm
    std::bitset<std::size_t{Arm_pairs::capacity} * Arm_pairs::capacity> pairs;

    bool operator==(const Version_coverage&) const = default;

    void add(const model::concrete::Fired::Words& fired);
    void add(const Arm_pairs& seen);
    void add(const Version_coverage& other);
    [[nodiscard]] std::size_t arms() const; ///< reached
};

/// By rule version.
using Coverage = std::map<std::string, Version_coverage>;

/// Arms that at least one version reached.
[[nodiscard]] std::size_t arms_reached(const Coverage& coverage);
/// Pairs that at least one version reached.
[[nodiscard]] std::size_t pairs_reached(const Coverage& coverage);

} // namespace trapspec::diff
