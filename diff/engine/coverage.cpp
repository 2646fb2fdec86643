#include "diff/engine/coverage.hpp"

#include <algorithm>
#include <bit>

namespace trapspec::diff {

void Version_coverage::add(const model::concrete::Fired::Words& fired) {
    for (std::size_t word = 0; word < fired.size(); ++word) {
        for (std::uint64_t rest = fired[word]; rest != 0; rest &= rest - 1) {
            ++sequences[word * 64 + static_cast<std::size_t>(std::countr_zero(rest))];
        }
    }
}

void Version_coverage::add(const Arm_pairs& seen) {
    for (unsigned first = 0; first < Arm_pairs::capacity; ++first) {
        for (unsigned second = 0; second < Arm_pairs::capacity; ++second) {
            if (seen.has(first, second)) {
                pairs.set(first * Arm_pairs::capacity + second);
            }
        }
    }
}

void Version_coverage::add(const Version_coverage& other) {
    for (std::size_t arm = 0; arm < sequences.size(); ++arm) {
        sequences[arm] += other.sequences[arm];
    }
    pairs |= other.pairs;
}

std::size_t Version_coverage::arms() const {
    return static_cast<std::size_t>(
        std::count_if(sequences.begin() + 1, sequences.end(), [](std::uint64_t count) { return count > 0; }));
}

namespace {

Version_coverage all_versions(const Coverage& coverage) {
    Version_coverage all;
    for (const auto& [rules, each] : coverage) {
        all.add(each);
    }
    return all;
}

} // namespace

std::size_t arms_reached(const Coverage& coverage) {
    return all_versions(coverage).arms();
}

std::size_t pairs_reached(const Coverage& coverage) {
    return all_versions(coverage).pairs.count();
}

} // namespace trapspec::diff
