// Faults planted by hand, after those that trap code really has had.
#pragma once

#include <span>
#include <string_view>

namespace trapspec::diff::mutants {

struct Planted {
    std::string_view name;
    std::string_view file; ///< in impl/core
    std::string_view from; ///< stands there exactly once
    std::string_view to;
    std::string_view origin; ///< where code has had it, or "" for a slip that anyone makes
};

[[nodiscard]] std::span<const Planted> planted_faults();

} // namespace trapspec::diff::mutants
