// Arms that no history goes, for some or all versions, and why.
#pragma once

#include <array>
#include <string_view>

#include "model/rules.hpp"

namespace trapspec::proofs {

struct Dead_arm {
    model::Rule arm;
    std::string_view versions; ///< names, separated by spaces
    std::string_view reason;
};

inline constexpr std::array dead_arms{
    Dead_arm{model::Rule::trap_4_guest_kernel_code, "linux-3.11 linux-3.18", "R-VER-1: no vmcall any more"},
    Dead_arm{model::Rule::trap_4_vmcall_rewritten, "linux-3.11 linux-3.18", "R-VER-1: no vmcall any more"},
    Dead_arm{model::Rule::trap_4_not_vmcall, "linux-3.11 linux-3.18", "R-VER-1: no vmcall any more"},
    Dead_arm{model::Rule::push_6_flags_cleared, "linux-2.6.32 linux-3.11", "R-VER-2: the flags stay until linux-3.18"},
};

} // namespace trapspec::proofs
