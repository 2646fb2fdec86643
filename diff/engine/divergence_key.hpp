// What makes two divergences the same.
#pragma once

#include <compare>
#include <string>

namespace trapspec::diff {

/// What tells one divergence from another: the model's last arm in the first event that differs, that arm's rule, and
/// the first field that differs ("memory", "gates" and "idt" for any place in them).
struct Divergence_key {
    std::string rule;
    std::string arm;
    std::string field;
    std::string trouble; ///< a system that failed outright, and how

    auto operator<=>(const Divergence_key&) const = default;
};

} // namespace trapspec::diff
