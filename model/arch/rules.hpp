// The table of the architecture's rules and of their arms: ids, titles, headings in the Intel SDM. As model/rules.hpp
// has it for the Host's.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace trapspec::model::arch {

struct Rule_info {
    std::string_view id;
    std::string_view title;
    std::string_view sdm; ///< heading
};

inline constexpr std::array rule_table{
    Rule_info{"A-DESC-1", "A selector finds its descriptor in the GDT or the LDT", "Segment Selectors"},
    Rule_info{"A-DESC-2", "Base and limit of a segment", "Segment Descriptors"},
    Rule_info{"A-DESC-3", "Which offsets lie in a segment", "Limit Checking"},
    Rule_info{"A-PAGE-1", "A linear address goes through directory and table", "32-Bit Paging"},
    Rule_info{"A-PAGE-2", "A page fault tells the address and the kind of access", "Page-Fault Exception (#PF)"},
    Rule_info{"A-PAGE-3", "An operand that crosses a page is on two", "Page-Fault Exceptions"},
    Rule_info{"A-STK-1", "A stack pointer moves in esp or in sp", "Address-Size Attributes for Stack Accesses"},
    Rule_info{"A-STK-2", "Room for a frame, and a frame that is there", "Stack Fault Exception (#SS)"},
    Rule_info{"A-EVT-1", "Seven exceptions push an error code", "Error Code"},
    Rule_info{"A-EVT-2", "EXT tells what the program did not ask for", "Error Code"},
    Rule_info{"A-EVT-3", "An error code names a selector or a vector", "Error Code"},
    Rule_info{"A-EVT-4", "RF in the pushed flags depends on the event", "Instruction-Breakpoint Exception Condition"},
    Rule_info{"A-EVT-5",
        "A handler starts with TF, NT, RF and VM clear",
        "Flag Usage By Exception- or Interrupt-Handler Procedure"},
    Rule_info{"A-EVT-6", "PUSHF shows the flags without RF and VM", "PUSHF/PUSHFD/PUSHFQ"},
    Rule_info{"A-GATE-1", "The gate must exist, fit, be open to who asks, and be present", "INT n/INTO/INT3/INT1"},
    Rule_info{"A-CS-1", "The handler's code segment decides the privilege level", "INT n/INTO/INT3/INT1"},
    Rule_info{"A-TSS-1", "The new stack comes from the TSS", "Task-State Segment (TSS)"},
    Rule_info{"A-SS-1", "The new stack segment is writable data of the handler's level", "INT n/INTO/INT3/INT1"},
    Rule_info{"A-VM-1",
        "From virtual-8086 mode the data segments are saved too",
        "Class 1—Hardware Interrupt and Exception Handling in Virtual-8086 Mode"},
    Rule_info{"A-ENTER-1", "Room for the frame, then the handler inside its segment", "INT n/INTO/INT3/INT1"},
    Rule_info{"A-PUSH-1",
        "The frame is pushed, highest word first",
        "Stack Usage on Transfers to Interrupt and Exception-Handling Routines"},
    Rule_info{"A-DF-1", "Two exceptions may make a double fault", "Double Fault Exception (#DF)"},
    Rule_info{"A-DF-2", "A fault while delivering a double fault shuts the CPU down", "Double Fault Exception (#DF)"},
    Rule_info{"A-IRET-1", "iret in virtual-8086 mode needs IOPL 3; with NT it switches tasks", "IRET/IRETD/IRETQ"},
    Rule_info{"A-IRET-2", "iret pops eip, cs and eflags", "IRET/IRETD/IRETQ"},
    Rule_info{"A-IRET-3", "What iret may change in eflags depends on CPL", "IRET/IRETD/IRETQ"},
    Rule_info{"A-IRET-4", "The code segment to return to", "IRET/IRETD/IRETQ"},
    Rule_info{"A-IRET-5", "Returning to an outer level takes ss and esp from the stack too", "IRET/IRETD/IRETQ"},
    Rule_info{"A-IRET-6", "A data segment that the outer level may not have becomes null", "IRET/IRETD/IRETQ"},
    Rule_info{"A-IRET-7", "CPL 0 returns to virtual-8086 mode", "IRET/IRETD/IRETQ"},
    Rule_info{"A-IRET-8", "iret within virtual-8086 mode", "IRET/IRETD/IRETQ"},
};

enum class Rule : std::uint8_t {
    none, ///< an arm that other arms follow, or the empty one of `when`: not recorded in any table
    page_1_off,
    page_1_no_table,
    page_1_no_page,
    page_1_supervisor_only,
    page_1_read_only,
    page_1_mapped,
    page_3_crosses,
    gate_1_iopl,
    gate_1_outside_idt,
    gate_1_not_a_gate,
    gate_1_closed,
    gate_1_not_present,
    gate_1_task_gate,
    gate_1_open,
    cs_1_null,
    cs_1_outside_table,
    cs_1_not_code,
    cs_1_outer_level,
    cs_1_not_present,
    cs_1_virtual_8086_not_to_0,
    cs_1_virtual_8086_same_level,
    cs_1_inner_level,
    cs_1_same_level,
    tss_1_outside,
    ss_1_null,
    ss_1_outside_table,
    ss_1_wrong_rpl,
    ss_1_wrong_dpl,
    ss_1_not_writable_data,
    ss_1_not_present,
    ss_1_accepted,
    vm_1_entered,
    enter_1_no_room,
    enter_1_outside_code,
    enter_1_entered,
    push_1_wide,
    push_1_narrow,
    push_1_error_code,
    df_1_double_fault,
    df_1_in_turn,
    df_2_shutdown,
    iret_1_iopl,
    iret_1_task_switch,
    iret_1_pops,
    iret_2_no_words,
    iret_2_wide,
    iret_2_narrow,
    iret_4_null,
    iret_4_outside_table,
    iret_4_not_code,
    iret_4_inward,
    iret_4_wrong_dpl,
    iret_4_not_present,
    iret_4_outside_code,
    iret_4_same_level,
    iret_5_no_words,
    iret_5_null,
    iret_5_outside_table,
    iret_5_wrong_rpl,
    iret_5_not_writable_data,
    iret_5_wrong_dpl,
    iret_5_not_present,
    iret_5_outside_code,
    iret_5_returned,
    iret_7_no_words,
    iret_7_outside_code,
    iret_7_returned,
    iret_8_outside_code,
    iret_8_returned,
    count,
};

struct Arm_info {
    Rule arm;
    std::string_view name; ///< the enumerator: rule id in lower case, then which way
    std::string_view rule; ///< the id in rule_table
    std::string_view text; ///< the way it went, in words
};

inline constexpr std::size_t arm_count = static_cast<std::size_t>(Rule::count);

} // namespace trapspec::model::arch
