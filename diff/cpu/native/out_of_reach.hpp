// Arms of the architecture's rules that no question to a process can fire.
#pragma once

#include <string_view>

#include "model/arch/rules.hpp"

namespace trapspec::diff::cpu::native {

/// Empty for an arm that a question can fire.
[[nodiscard]] constexpr std::string_view why_out_of_reach(model::arch::Rule arm) {
    using model::arch::Rule;
    switch (arm) {
    case Rule::page_1_no_table:
    case Rule::page_1_no_page:
    case Rule::page_1_read_only:
    case Rule::page_1_mapped:
    case Rule::page_3_crosses:
    case Rule::gate_1_closed:
    case Rule::gate_1_open:
    case Rule::cs_1_inner_level:
    case Rule::ss_1_accepted:
    case Rule::enter_1_entered:
    case Rule::push_1_wide:
    case Rule::push_1_error_code:
    case Rule::df_1_in_turn:
    case Rule::iret_1_pops:
    case Rule::iret_2_no_words:
    case Rule::iret_2_wide:
    case Rule::iret_2_narrow:
    case Rule::iret_4_null:
    case Rule::iret_4_outside_table:
    case Rule::iret_4_not_code:
    case Rule::iret_4_inward:
    case Rule::iret_4_wrong_dpl:
    case Rule::iret_4_not_present:
    case Rule::iret_4_outside_code:
    case Rule::iret_4_same_level:
    case Rule::iret_5_returned:
        return {};
    case Rule::gate_1_iopl:
    case Rule::cs_1_virtual_8086_not_to_0:
    case Rule::cs_1_virtual_8086_same_level:
    case Rule::vm_1_entered:
    case Rule::iret_1_iopl:
    case Rule::iret_7_no_words:
    case Rule::iret_7_outside_code:
    case Rule::iret_7_returned:
    case Rule::iret_8_outside_code:
    case Rule::iret_8_returned:
        return "the process is not in virtual-8086 mode";
    case Rule::iret_1_task_switch:
        return "the model does not say what a task switch does";
    default:
        return "Linux's tables and stacks have nothing wrong with them";
    }
}

} // namespace trapspec::diff::cpu::native
