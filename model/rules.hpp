// The table of rules and of their arms: ids, titles, sources. An arm is one way a rule can go; the state records which
// arms fired, and coverage, explanations and reachability proofs speak in them.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace trapspec::model {

struct Rule_info {
    std::string_view id;
    std::string_view title;
    std::string_view sdm; ///< heading in the Intel SDM vol. 3A, "" where the rule is the Host's own policy
};

inline constexpr std::array rule_table{
    Rule_info{"R-MEM-1", "An access must end below the Guest's last byte", ""},
    Rule_info{"R-MEM-2", "A refused or failing write kills and writes nothing", ""},
    Rule_info{"R-MEM-3", "A refused or failing read kills and reads zeroes", ""},
    Rule_info{"R-MEM-4", "Guest-virtual addresses go through the Guest's own tables", "32-Bit Paging"},
    Rule_info{"R-MEM-5", "A kernel stack page that cannot be pinned kills", ""},
    Rule_info{"R-GATE-1", "A gate's handler address lies in two halves", "IDT Descriptors"},
    Rule_info{"R-GATE-2", "A gate's type is bits 11..8 of its high word", "IDT Descriptors"},
    Rule_info{"R-GATE-3", "A gate is present when bit 15 of its high word is set", "IDT Descriptors"},
    Rule_info{"R-PUSH-1", "A push counts down in Guest-physical memory", "Stack Usage on Transfers"},
    Rule_info{"R-PUSH-2", "Leaving ring 3 switches to the kernel stack", "Stack Usage on Transfers"},
    Rule_info{
        "R-PUSH-3", "The pushed IF is the virtual one", "Flag Usage By Exception- or Interrupt-Handler Procedure"},
    Rule_info{"R-PUSH-4", "Flags, cs and eip are pushed, in that order", "Exception- or Interrupt-Handler Procedures"},
    Rule_info{"R-PUSH-5", "The error code follows if the vector has one", "Error Code"},
    Rule_info{
        "R-PUSH-6", "The Guest goes on at the handler, on the new stack", "Exception- or Interrupt-Handler Procedures"},
    Rule_info{"R-PUSH-7",
        "An interrupt gate turns virtual interrupts off",
        "Flag Usage By Exception- or Interrupt-Handler Procedure"},
    Rule_info{"R-IRQ-1", "The lowest pending interrupt that is not blocked is due", ""},
    Rule_info{"R-IRQ-2", "A due interrupt is delivered, or the Guest is told that one waits", ""},
    Rule_info{"R-IRQ-3", "Raising an interrupt wakes or kicks the CPU's task", ""},
    Rule_info{"R-SYS-1", "Two vectors may be system calls", ""},
    Rule_info{"R-SYS-2", "The Guest must ask for one of the two", ""},
    Rule_info{"R-SYS-3", "The second system-call vector is reserved host-wide", ""},
    Rule_info{"R-SYS-4", "and given back", ""},
    Rule_info{"R-TRAP-1", "Seven vectors have an error code", "Error Code"},
    Rule_info{"R-TRAP-2", "A trap is delivered through the Guest's present gate", ""},
    Rule_info{"R-TRAP-3", "Some vectors never go direct", ""},
    Rule_info{"R-TRAP-4", "The Host deals with some traps itself", ""},
    Rule_info{"R-STK-1", "The kernel stack is stored whatever its faults", ""},
    Rule_info{"R-STK-2", "and its pages are pinned", ""},
    Rule_info{"R-SET-1", "A gate that is not present empties the slot", "IDT Descriptors"},
    Rule_info{"R-SET-2", "A type other than 32-bit interrupt or trap gate kills", "IDT Descriptors"},
    Rule_info{"R-SET-3", "A present gate is installed with the Guest's kernel selector", "IDT Descriptors"},
    Rule_info{"R-LOAD-1", "The Host's own vectors are ignored", ""},
    Rule_info{"R-LOAD-2", "Any other vector marks the table changed", ""},
    Rule_info{"R-DEF-1", "A default gate leads to the Switcher", "IDT Descriptors"},
    Rule_info{"R-DEF-2", "The table starts with default gates", ""},
    Rule_info{"R-COPY-1", "Trap gates of direct vectors are installed as they are", ""},
    Rule_info{"R-SW-1", "A stub completes the frame and tells the Host the vector", "Error Code"},
    Rule_info{"R-CLK-1", "The Guest's clock is armed or cancelled", ""},
    Rule_info{"R-CLK-2", "Its expiry raises virtual IRQ 0, once", ""},
    Rule_info{"R-CLK-3", "A new CPU's clock is not armed", ""},
    Rule_info{"R-RUN-1", "The run loop's order; hypercalls", ""},
};

enum class Rule : std::uint8_t {
    none, ///< the empty arm of `when`: not recorded in any table
    mem_2_refused,
    mem_2_copy_failed,
    mem_2_written,
    mem_3_refused,
    mem_3_copy_failed,
    mem_3_read,
    mem_4_linear,
    mem_4_no_table,
    mem_4_no_page,
    mem_4_mapped,
    mem_5_not_pinned,
    push_2_switched,
    push_2_same_stack,
    push_3_virtual_if_clear,
    push_5_error_code,
    push_6_flags_cleared,
    push_7_disabled,
    push_7_disabling_failed,
    push_7_trap_gate,
    irq_1_unreadable,
    irq_1_none,
    irq_1_found,
    irq_2_panic,
    irq_2_noirq_window,
    irq_2_attempt,
    irq_2_halted,
    irq_2_halted_write_failed,
    irq_2_masked,
    irq_2_enabled,
    irq_2_delivered,
    irq_2_no_handler,
    irq_2_timestamp_failed,
    irq_2_pending_flag_cleared,
    irq_3_raised,
    irq_3_kicked,
    sys_2_unreadable,
    sys_2_read,
    sys_3_default,
    sys_3_busy,
    sys_3_reserved,
    sys_4_freed,
    trap_2_impossible_number,
    trap_2_not_present,
    trap_2_delivered,
    trap_4_emulated,
    trap_4_guest_kernel_code,
    trap_4_vmcall_rewritten,
    trap_4_not_vmcall,
    trap_4_fault_satisfied,
    trap_4_fault_reported,
    trap_4_writing_cr2_failed,
    trap_4_device_swallowed,
    trap_4_hypercall,
    trap_4_host_interrupt,
    trap_4_left_to_guest,
    trap_4_reflecting,
    trap_4_unhandled,
    stk_1_bad_segment,
    stk_1_bad_pages,
    stk_1_stored,
    stk_2_page,
    set_1_not_present,
    set_2_bad_type,
    set_3_installed,
    load_1_ignored,
    load_2_changed,
    load_2_out_of_range,
    load_2_in_range,
    def_1_hypercall_vector,
    def_1_base,
    def_2_filled,
    copy_1_verbatim,
    copy_1_default,
    copy_1_not_direct,
    copy_1_table_copied,
    copy_1_entered,
    copy_1_other_guest,
    sw_1_nmi,
    sw_1_to_host,
    sw_1_to_host_handler,
    sw_1_frame_complete,
    sw_1_frame_shifted_up,
    sw_1_frame_shifted_down,
    clk_1_cancelled,
    clk_1_armed,
    clk_2_expired,
    clk_3_initialised,
    run_1_hypercall,
    run_1_due,
    run_1_dead,
    run_1_sleeping,
    run_1_halted_not_sleeping,
    run_1_entered,
    run_1_dead_before,
    run_1_call_before_init,
    run_1_init_again,
    run_1_init_bad_page,
    run_1_init,
    run_1_init_noirq_unreadable,
    run_1_init_bad_vector,
    run_1_load_idt_entry,
    run_1_set_stack,
    run_1_ts,
    run_1_set_clockevent,
    run_1_halt,
    run_1_other_call,
    count,
};

struct Arm_info {
    Rule arm;
    std::string_view name; ///< the enumerator: rule id in lower case, then which way
    std::string_view rule; ///< the id in rule_table
    std::string_view text; ///< the way it went, in words
};

} // namespace trapspec::model

#include "model/arm_table.hpp"
