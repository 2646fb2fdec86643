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

inline constexpr std::string_view every_linux = "linux-2.6.32 linux-3.11 linux-3.18";

inline constexpr std::array dead_arms{
    Dead_arm{model::Rule::trap_4_guest_kernel_code, "linux-3.11 linux-3.18 hardened", "R-VER-1: no vmcall any more"},
    Dead_arm{model::Rule::trap_4_vmcall_rewritten, "linux-3.11 linux-3.18 hardened", "R-VER-1: no vmcall any more"},
    Dead_arm{model::Rule::trap_4_not_vmcall, "linux-3.11 linux-3.18 hardened", "R-VER-1: no vmcall any more"},
    Dead_arm{model::Rule::push_6_flags_cleared, "linux-2.6.32 linux-3.11", "R-VER-2: the flags stay until linux-3.18"},

    Dead_arm{model::Rule::push_1_straddling_word, every_linux, "R-VER-3: only with frame-in-its-pages"},
    Dead_arm{model::Rule::push_2_no_page, every_linux, "R-VER-3: only with failed-walk-ends-delivery"},
    Dead_arm{model::Rule::sys_3_out_of_range, every_linux, "R-VER-3: only with syscall-vector-in-range"},
    Dead_arm{model::Rule::trap_4_gate_refused, every_linux, "R-VER-3: only with refused-int-n-reflected"},
    Dead_arm{model::Rule::trap_4_int_n_reflected, every_linux, "R-VER-3: only with refused-int-n-reflected"},
    Dead_arm{model::Rule::stk_1_dropped, every_linux, "R-VER-3: only with refused-stack-dropped"},
    Dead_arm{model::Rule::set_2_dropped, every_linux, "R-VER-3: only with refused-gate-dropped"},
    Dead_arm{model::Rule::load_2_refused_unmarked, every_linux, "R-VER-3: only with marked-after-bounds-check"},
    Dead_arm{model::Rule::def_1_closed, every_linux, "R-VER-3: only with error-code-stubs-closed"},
    Dead_arm{model::Rule::set_2_bad_type, "hardened", "R-VER-3: refused-gate-dropped comes first"},
    Dead_arm{model::Rule::load_2_out_of_range, "hardened", "R-VER-3: marked-after-bounds-check comes first"},
    Dead_arm{model::Rule::sw_1_nmi, "hardened", "R-VER-3: nmi-to-host-handler"},
    Dead_arm{model::Rule::run_1_halted_not_sleeping,
        "hardened",
        "R-VER-3: only-handled-lines-due and window-only-when-running wake it"},
};

} // namespace trapspec::proofs
