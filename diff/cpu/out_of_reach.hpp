// Arms of the architecture's rules that no question to a machine can fire.
#pragma once

#include <string_view>

#include "model/arch/rules.hpp"

namespace trapspec::diff::cpu {

/// Empty for an arm that a question can fire.
[[nodiscard]] constexpr std::string_view why_out_of_reach(model::arch::Rule arm) {
    using model::arch::Rule;
    switch (arm) {
    case Rule::page_1_off:
        return "the machine's stacks and its way back need paging";
    case Rule::gate_1_task_gate:
    case Rule::iret_1_task_switch:
        return "the model does not say what a task switch does";
    case Rule::df_2_shutdown:
        return "the machine would be lost";
    case Rule::iret_7_no_words:
        return "ring 0, which alone goes there, has a whole stack";
    default:
        return {};
    }
}

} // namespace trapspec::diff::cpu
