// The versions of the rules (R-VER): a value, chosen by name. Each member is one difference.
#pragma once

#include <array>
#include <optional>
#include <string_view>

namespace trapspec::model {

struct Rule_set {
    std::string_view name;
    bool vector_6_never_direct; ///< R-TRAP-3's list holds 6 (until R-VER-1)
    bool vmcall_rewritten;      ///< R-TRAP-4's vmcall case exists (until R-VER-1)
    bool entry_clears_flags;    ///< R-PUSH-6 clears TF, VM, RF, NT (since R-VER-2)

    friend bool operator==(const Rule_set&, const Rule_set&) = default;
};

inline constexpr std::array rule_sets{
    Rule_set{"linux-2.6.32", true, true, false},
    Rule_set{"linux-3.11", false, false, false},
    Rule_set{"linux-3.18", false, false, true},
};

constexpr std::optional<Rule_set> rule_set_named(std::string_view name) {
    for (const Rule_set& each : rule_sets) {
        if (each.name == name) {
            return each;
        }
    }
    return std::nullopt;
}

} // namespace trapspec::model
