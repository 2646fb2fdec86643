// That `hardened` is no larger than it must be: without any one of its changes a theorem fails again.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "proofs/prove.hpp"

namespace trapspec::proofs {

/// What became of one theorem under hardened without one change.
struct Necessity {
    std::string_view change;  ///< "more-counts"
    std::string_view theorem; ///< "more-means-more"
    Verdict verdict = Verdict::unknown;
    double seconds = 0;
    std::string complaint; ///< when not refuted: what went wrong, in words

    [[nodiscard]] bool shown() const { return verdict == Verdict::refuted; }
};

/// For every change of model::hardening_table, in its order. Each theorem named here is proved with all changes.
[[nodiscard]] std::vector<Necessity> check_necessity(const Options& options);

} // namespace trapspec::proofs
