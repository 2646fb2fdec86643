// One line an arm, in the order of the enumeration.
#pragma once

#include "model/arch/rules.hpp"

namespace trapspec::model::arch {

inline constexpr std::array arm_table{
    Arm_info{Rule::none, "none", "", "nothing"},
    Arm_info{Rule::page_1_off, "page_1_off", "A-PAGE-1", "paging is off: linear is physical"},
    Arm_info{Rule::page_1_no_table, "page_1_no_table", "A-PAGE-1", "the directory entry is not present"},
    Arm_info{Rule::page_1_no_page, "page_1_no_page", "A-PAGE-1", "the table entry is not present"},
    Arm_info{Rule::page_1_supervisor_only, "page_1_supervisor_only", "A-PAGE-1", "the page is not for CPL 3"},
    Arm_info{Rule::page_1_read_only, "page_1_read_only", "A-PAGE-1", "the page is read-only"},
    Arm_info{Rule::page_1_mapped, "page_1_mapped", "A-PAGE-1", "the page is there"},
    Arm_info{Rule::page_3_crosses, "page_3_crosses", "A-PAGE-3", "the operand goes on in the next page"},
    Arm_info{Rule::gate_1_iopl, "gate_1_iopl", "A-GATE-1", "int n in virtual-8086 mode with IOPL below 3: #GP(0)"},
    Arm_info{Rule::gate_1_outside_idt, "gate_1_outside_idt", "A-GATE-1", "the gate is outside the IDT: #GP"},
    Arm_info{Rule::gate_1_not_a_gate, "gate_1_not_a_gate", "A-GATE-1", "the type is not that of a gate: #GP"},
    Arm_info{Rule::gate_1_closed, "gate_1_closed", "A-GATE-1", "the gate's DPL keeps the program out: #GP"},
    Arm_info{Rule::gate_1_not_present, "gate_1_not_present", "A-GATE-1", "the gate is not present: #NP"},
    Arm_info{Rule::gate_1_task_gate, "gate_1_task_gate", "A-GATE-1", "a task gate: not modelled"},
    Arm_info{Rule::gate_1_open, "gate_1_open", "A-GATE-1", "the gate is used"},
    Arm_info{Rule::cs_1_null, "cs_1_null", "A-CS-1", "the gate's selector is null: #GP"},
    Arm_info{Rule::cs_1_outside_table, "cs_1_outside_table", "A-CS-1", "the gate's selector is outside its table: #GP"},
    Arm_info{Rule::cs_1_not_code, "cs_1_not_code", "A-CS-1", "the gate's segment is not code: #GP"},
    Arm_info{Rule::cs_1_outer_level, "cs_1_outer_level", "A-CS-1", "the gate's segment is less privileged: #GP"},
    Arm_info{Rule::cs_1_not_present, "cs_1_not_present", "A-CS-1", "the gate's segment is not present: #NP"},
    Arm_info{Rule::cs_1_virtual_8086_not_to_0,
        "cs_1_virtual_8086_not_to_0",
        "A-CS-1",
        "from virtual-8086 mode to a level other than 0: #GP"},
    Arm_info{Rule::cs_1_virtual_8086_same_level,
        "cs_1_virtual_8086_same_level",
        "A-CS-1",
        "from virtual-8086 mode without a change of level: #GP"},
    Arm_info{Rule::cs_1_inner_level, "cs_1_inner_level", "A-CS-1", "to an inner level"},
    Arm_info{Rule::cs_1_same_level, "cs_1_same_level", "A-CS-1", "at the same level"},
    Arm_info{Rule::tss_1_outside, "tss_1_outside", "A-TSS-1", "the stack pointer is outside the TSS: #TS"},
    Arm_info{Rule::ss_1_null, "ss_1_null", "A-SS-1", "the new ss is null: #TS"},
    Arm_info{Rule::ss_1_outside_table, "ss_1_outside_table", "A-SS-1", "the new ss is outside its table: #TS"},
    Arm_info{Rule::ss_1_wrong_rpl, "ss_1_wrong_rpl", "A-SS-1", "the new ss has another RPL: #TS"},
    Arm_info{Rule::ss_1_wrong_dpl, "ss_1_wrong_dpl", "A-SS-1", "the new stack segment has another DPL: #TS"},
    Arm_info{Rule::ss_1_not_writable_data,
        "ss_1_not_writable_data",
        "A-SS-1",
        "the new stack segment is not writable data: #TS"},
    Arm_info{Rule::ss_1_not_present, "ss_1_not_present", "A-SS-1", "the new stack segment is not present: #SS"},
    Arm_info{Rule::ss_1_accepted, "ss_1_accepted", "A-SS-1", "the new stack segment is used"},
    Arm_info{
        Rule::vm_1_entered, "vm_1_entered", "A-VM-1", "from virtual-8086 mode: the data segments are saved and null"},
    Arm_info{Rule::enter_1_no_room, "enter_1_no_room", "A-ENTER-1", "no room for the frame: #SS"},
    Arm_info{
        Rule::enter_1_outside_code, "enter_1_outside_code", "A-ENTER-1", "the handler is outside its segment: #GP"},
    Arm_info{Rule::enter_1_entered, "enter_1_entered", "A-ENTER-1", "the handler is entered"},
    Arm_info{Rule::push_1_wide, "push_1_wide", "A-PUSH-1", "a word of 32 bits is pushed"},
    Arm_info{Rule::push_1_narrow, "push_1_narrow", "A-PUSH-1", "a word of 16 bits is pushed"},
    Arm_info{Rule::push_1_error_code, "push_1_error_code", "A-PUSH-1", "an error code is pushed"},
    Arm_info{Rule::df_1_double_fault, "df_1_double_fault", "A-DF-1", "the two make a double fault"},
    Arm_info{Rule::df_1_in_turn, "df_1_in_turn", "A-DF-1", "the fault is delivered in turn"},
    Arm_info{Rule::df_2_shutdown, "df_2_shutdown", "A-DF-2", "a fault while delivering a double fault: shutdown"},
    Arm_info{Rule::iret_1_iopl, "iret_1_iopl", "A-IRET-1", "virtual-8086 mode with IOPL below 3: #GP(0)"},
    Arm_info{Rule::iret_1_task_switch, "iret_1_task_switch", "A-IRET-1", "NT is set: a task switch, not modelled"},
    Arm_info{Rule::iret_1_pops, "iret_1_pops", "A-IRET-1", "the return address is popped"},
    Arm_info{
        Rule::iret_2_no_words, "iret_2_no_words", "A-IRET-2", "the return address is not within the stack: #SS(0)"},
    Arm_info{Rule::iret_2_wide, "iret_2_wide", "A-IRET-2", "a word of 32 bits is popped"},
    Arm_info{Rule::iret_2_narrow, "iret_2_narrow", "A-IRET-2", "a word of 16 bits is popped"},
    Arm_info{Rule::iret_4_null, "iret_4_null", "A-IRET-4", "cs is null: #GP(0)"},
    Arm_info{Rule::iret_4_outside_table, "iret_4_outside_table", "A-IRET-4", "cs is outside its table: #GP"},
    Arm_info{Rule::iret_4_not_code, "iret_4_not_code", "A-IRET-4", "cs is not code: #GP"},
    Arm_info{Rule::iret_4_inward, "iret_4_inward", "A-IRET-4", "cs is more privileged: #GP"},
    Arm_info{Rule::iret_4_wrong_dpl, "iret_4_wrong_dpl", "A-IRET-4", "the code segment's DPL does not fit: #GP"},
    Arm_info{Rule::iret_4_not_present, "iret_4_not_present", "A-IRET-4", "the code segment is not present: #NP"},
    Arm_info{Rule::iret_4_outside_code, "iret_4_outside_code", "A-IRET-4", "eip is outside the code segment: #GP(0)"},
    Arm_info{Rule::iret_4_same_level, "iret_4_same_level", "A-IRET-4", "back at the same level"},
    Arm_info{Rule::iret_5_no_words, "iret_5_no_words", "A-IRET-5", "esp and ss are not within the stack: #SS(0)"},
    Arm_info{Rule::iret_5_null, "iret_5_null", "A-IRET-5", "ss is null: #GP(0)"},
    Arm_info{Rule::iret_5_outside_table, "iret_5_outside_table", "A-IRET-5", "ss is outside its table: #GP"},
    Arm_info{Rule::iret_5_wrong_rpl, "iret_5_wrong_rpl", "A-IRET-5", "ss has another RPL than cs: #GP"},
    Arm_info{Rule::iret_5_not_writable_data,
        "iret_5_not_writable_data",
        "A-IRET-5",
        "the stack segment is not writable data: #GP"},
    Arm_info{Rule::iret_5_wrong_dpl, "iret_5_wrong_dpl", "A-IRET-5", "the stack segment has another DPL: #GP"},
    Arm_info{Rule::iret_5_not_present, "iret_5_not_present", "A-IRET-5", "the stack segment is not present: #SS"},
    Arm_info{Rule::iret_5_outside_code, "iret_5_outside_code", "A-IRET-5", "eip is outside the code segment: #GP(0)"},
    Arm_info{Rule::iret_5_returned, "iret_5_returned", "A-IRET-5", "back at an outer level"},
    Arm_info{Rule::iret_7_no_words, "iret_7_no_words", "A-IRET-7", "the frame is not within the stack: #SS(0)"},
    Arm_info{Rule::iret_7_outside_code, "iret_7_outside_code", "A-IRET-7", "eip is above 0xFFFF: #GP(0)"},
    Arm_info{Rule::iret_7_returned, "iret_7_returned", "A-IRET-7", "back in virtual-8086 mode"},
    Arm_info{Rule::iret_8_outside_code, "iret_8_outside_code", "A-IRET-8", "eip is above 0xFFFF: #GP(0)"},
    Arm_info{Rule::iret_8_returned, "iret_8_returned", "A-IRET-8", "on in virtual-8086 mode"},
};

constexpr const Arm_info& info(Rule arm) {
    return arm_table[static_cast<std::size_t>(arm)];
}

namespace detail {
constexpr bool arms_are_in_enum_order() {
    for (std::size_t i = 0; i < arm_table.size(); ++i) {
        if (static_cast<std::size_t>(arm_table[i].arm) != i) {
            return false;
        }
    }
    return arm_table.size() == arm_count;
}
} // namespace detail
static_assert(detail::arms_are_in_enum_order());

} // namespace trapspec::model::arch
