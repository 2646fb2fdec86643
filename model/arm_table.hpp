// One line an arm, in the order of the enumeration. Included by rules.hpp only.
#pragma once

#include "model/rules.hpp"

namespace trapspec::model {

inline constexpr std::array arm_table{
    Arm_info{Rule::none, "none", "", "nothing"},
    Arm_info{Rule::mem_2_refused, "mem_2_refused", "R-MEM-2", "the address range is refused"},
    Arm_info{Rule::mem_2_copy_failed, "mem_2_copy_failed", "R-MEM-2", "the copy fails"},
    Arm_info{Rule::mem_2_written, "mem_2_written", "R-MEM-2", "the bytes are written"},
    Arm_info{Rule::mem_3_refused, "mem_3_refused", "R-MEM-3", "the address range is refused"},
    Arm_info{Rule::mem_3_copy_failed, "mem_3_copy_failed", "R-MEM-3", "the copy fails"},
    Arm_info{Rule::mem_3_read, "mem_3_read", "R-MEM-3", "the bytes are read"},
    Arm_info{Rule::mem_4_linear, "mem_4_linear", "R-MEM-4", "the Launcher's linear mapping still holds"},
    Arm_info{Rule::mem_4_no_table, "mem_4_no_table", "R-MEM-4", "the directory entry is not present"},
    Arm_info{Rule::mem_4_no_page,
        "mem_4_no_page",
        "R-MEM-4",
        "the table entry is not present, its frame is used all the same"},
    Arm_info{Rule::mem_4_mapped, "mem_4_mapped", "R-MEM-4", "both entries are present"},
    Arm_info{Rule::mem_5_not_pinned, "mem_5_not_pinned", "R-MEM-5", "the page cannot be pinned"},
    Arm_info{Rule::push_2_switched,
        "push_2_switched",
        "R-PUSH-2",
        "the interrupted ring is not 1: the frame starts on ss1:esp1 with ss and esp"},
    Arm_info{Rule::push_2_same_stack, "push_2_same_stack", "R-PUSH-2", "the interrupted ring is 1: the stack stays"},
    Arm_info{Rule::push_3_virtual_if_clear,
        "push_3_virtual_if_clear",
        "R-PUSH-3",
        "the virtual IF is clear, so the pushed one is"},
    Arm_info{Rule::push_5_error_code, "push_5_error_code", "R-PUSH-5", "an error code is pushed"},
    Arm_info{Rule::push_6_flags_cleared, "push_6_flags_cleared", "R-PUSH-6", "TF, VM, RF and NT are cleared on entry"},
    Arm_info{Rule::push_7_disabled, "push_7_disabled", "R-PUSH-7", "an interrupt gate clears the virtual IF"},
    Arm_info{Rule::push_7_disabling_failed, "push_7_disabling_failed", "R-PUSH-7", "clearing the virtual IF fails"},
    Arm_info{Rule::push_7_trap_gate, "push_7_trap_gate", "R-PUSH-7", "a trap gate leaves the virtual IF alone"},
    Arm_info{Rule::irq_1_unreadable, "irq_1_unreadable", "R-IRQ-1", "lguest_data or its mask cannot be read: none"},
    Arm_info{Rule::irq_1_none, "irq_1_none", "R-IRQ-1", "no candidate"},
    Arm_info{Rule::irq_1_found, "irq_1_found", "R-IRQ-1", "a candidate is due"},
    Arm_info{Rule::irq_2_panic, "irq_2_panic", "R-IRQ-2", "no such line: a Host bug"},
    Arm_info{Rule::irq_2_noirq_window,
        "irq_2_noirq_window",
        "R-IRQ-2",
        "eip is in the no-interrupt window: nothing happens"},
    Arm_info{Rule::irq_2_attempt, "irq_2_attempt", "R-IRQ-2", "an attempt is made"},
    Arm_info{Rule::irq_2_halted, "irq_2_halted", "R-IRQ-2", "the halted Guest is woken"},
    Arm_info{Rule::irq_2_halted_write_failed, "irq_2_halted_write_failed", "R-IRQ-2", "re-enabling interrupts fails"},
    Arm_info{
        Rule::irq_2_masked, "irq_2_masked", "R-IRQ-2", "virtual interrupts are off: the Guest is told that one waits"},
    Arm_info{Rule::irq_2_enabled, "irq_2_enabled", "R-IRQ-2", "virtual interrupts are on"},
    Arm_info{Rule::irq_2_delivered, "irq_2_delivered", "R-IRQ-2", "the gate is present: delivered"},
    Arm_info{Rule::irq_2_no_handler, "irq_2_no_handler", "R-IRQ-2", "the gate is not present: still pending"},
    Arm_info{Rule::irq_2_timestamp_failed, "irq_2_timestamp_failed", "R-IRQ-2", "the time cannot be written"},
    Arm_info{Rule::irq_2_pending_flag_cleared,
        "irq_2_pending_flag_cleared",
        "R-IRQ-2",
        "no more: the Guest is told that none waits"},
    Arm_info{Rule::irq_3_raised, "irq_3_raised", "R-IRQ-3", "the line becomes pending, the task is woken"},
    Arm_info{Rule::irq_3_kicked, "irq_3_kicked", "R-IRQ-3", "the task was not asleep: kicked"},
    Arm_info{Rule::sys_2_unreadable, "sys_2_unreadable", "R-SYS-2", "the vector cannot be read"},
    Arm_info{Rule::sys_2_read, "sys_2_read", "R-SYS-2", "the vector is read"},
    Arm_info{Rule::sys_3_default, "sys_3_default", "R-SYS-3", "the vector is Linux's own: nothing to reserve"},
    Arm_info{Rule::sys_3_busy, "sys_3_busy", "R-SYS-3", "the vector is in use"},
    Arm_info{Rule::sys_3_reserved, "sys_3_reserved", "R-SYS-3", "the vector is reserved"},
    Arm_info{Rule::sys_4_freed, "sys_4_freed", "R-SYS-4", "the vector is given back"},
    Arm_info{Rule::trap_2_impossible_number, "trap_2_impossible_number", "R-TRAP-2", "no such vector"},
    Arm_info{Rule::trap_2_not_present, "trap_2_not_present", "R-TRAP-2", "the gate is not present"},
    Arm_info{Rule::trap_2_delivered, "trap_2_delivered", "R-TRAP-2", "delivered through the gate"},
    Arm_info{Rule::trap_4_emulated, "trap_4_emulated", "R-TRAP-4", "an IN or OUT was emulated"},
    Arm_info{Rule::trap_4_guest_kernel_code,
        "trap_4_guest_kernel_code",
        "R-TRAP-4",
        "the Guest kernel's instruction is looked at"},
    Arm_info{Rule::trap_4_vmcall_rewritten,
        "trap_4_vmcall_rewritten",
        "R-TRAP-4",
        "it was vmcall: rewritten to int 0x1F; nop"},
    Arm_info{Rule::trap_4_not_vmcall, "trap_4_not_vmcall", "R-TRAP-4", "it was not vmcall"},
    Arm_info{Rule::trap_4_fault_satisfied, "trap_4_fault_satisfied", "R-TRAP-4", "demand paging satisfied the fault"},
    Arm_info{Rule::trap_4_fault_reported, "trap_4_fault_reported", "R-TRAP-4", "the fault address is reported"},
    Arm_info{
        Rule::trap_4_writing_cr2_failed, "trap_4_writing_cr2_failed", "R-TRAP-4", "reporting the fault address fails"},
    Arm_info{Rule::trap_4_device_swallowed,
        "trap_4_device_swallowed",
        "R-TRAP-4",
        "device not available, and the Guest did not ask for it"},
    Arm_info{Rule::trap_4_hypercall, "trap_4_hypercall", "R-TRAP-4", "a hypercall"},
    Arm_info{Rule::trap_4_host_interrupt, "trap_4_host_interrupt", "R-TRAP-4", "a real interrupt, dealt with already"},
    Arm_info{Rule::trap_4_left_to_guest, "trap_4_left_to_guest", "R-TRAP-4", "nothing for the Host to do"},
    Arm_info{Rule::trap_4_reflecting, "trap_4_reflecting", "R-TRAP-4", "reflected into the Guest"},
    Arm_info{Rule::trap_4_unhandled, "trap_4_unhandled", "R-TRAP-4", "the Guest has no handler"},
    Arm_info{Rule::stk_1_bad_segment, "stk_1_bad_segment", "R-STK-1", "the segment's RPL is not 1"},
    Arm_info{Rule::stk_1_bad_pages, "stk_1_bad_pages", "R-STK-1", "more than 2 pages"},
    Arm_info{Rule::stk_1_stored, "stk_1_stored", "R-STK-1", "stored"},
    Arm_info{Rule::stk_2_page, "stk_2_page", "R-STK-2", "a page is pinned"},
    Arm_info{Rule::set_1_not_present, "set_1_not_present", "R-SET-1", "not present: the slot is emptied"},
    Arm_info{Rule::set_2_bad_type,
        "set_2_bad_type",
        "R-SET-2",
        "neither interrupt nor trap gate: the Guest is killed, and the gate installed"},
    Arm_info{Rule::set_3_installed, "set_3_installed", "R-SET-3", "present: installed"},
    Arm_info{Rule::load_1_ignored, "load_1_ignored", "R-LOAD-1", "one of the Host's vectors: ignored"},
    Arm_info{Rule::load_2_changed, "load_2_changed", "R-LOAD-2", "the table is marked changed"},
    Arm_info{Rule::load_2_out_of_range, "load_2_out_of_range", "R-LOAD-2", "no such vector"},
    Arm_info{Rule::load_2_in_range, "load_2_in_range", "R-LOAD-2", "vetted"},
    Arm_info{Rule::def_1_hypercall_vector,
        "def_1_hypercall_vector",
        "R-DEF-1",
        "the hypercall vector: the Guest kernel may raise it"},
    Arm_info{Rule::def_1_base, "def_1_base", "R-DEF-1", "the DPL of the gate that it stands for"},
    Arm_info{Rule::def_2_filled, "def_2_filled", "R-DEF-2", "all 256 entries are set"},
    Arm_info{Rule::copy_1_verbatim, "copy_1_verbatim", "R-COPY-1", "a trap gate: installed as it is"},
    Arm_info{Rule::copy_1_default, "copy_1_default", "R-COPY-1", "not a trap gate: a default gate with its DPL"},
    Arm_info{Rule::copy_1_not_direct, "copy_1_not_direct", "R-COPY-1", "not a direct vector: untouched"},
    Arm_info{Rule::copy_1_table_copied, "copy_1_table_copied", "R-COPY-1", "the table had changed: copied"},
    Arm_info{Rule::copy_1_entered, "copy_1_entered", "R-COPY-1", "the Guest is entered"},
    Arm_info{Rule::copy_1_other_guest,
        "copy_1_other_guest",
        "R-COPY-1",
        "the CPU last ran another Guest: everything counts as changed"},
    Arm_info{Rule::sw_1_nmi, "sw_1_nmi", "R-SW-1", "NMI: straight back into the Guest"},
    Arm_info{Rule::sw_1_to_host, "sw_1_to_host", "R-SW-1", "back to the Host"},
    Arm_info{Rule::sw_1_to_host_handler, "sw_1_to_host_handler", "R-SW-1", "on to the real Host's handler"},
    Arm_info{Rule::sw_1_frame_complete, "sw_1_frame_complete", "R-SW-1", "the frame is whole"},
    Arm_info{Rule::sw_1_frame_shifted_up,
        "sw_1_frame_shifted_up",
        "R-SW-1",
        "an error code is missing: every later word stands one place too high"},
    Arm_info{Rule::sw_1_frame_shifted_down,
        "sw_1_frame_shifted_down",
        "R-SW-1",
        "an error code too many: every later word stands one place too low"},
    Arm_info{Rule::clk_1_cancelled, "clk_1_cancelled", "R-CLK-1", "cancelled"},
    Arm_info{Rule::clk_1_armed, "clk_1_armed", "R-CLK-1", "armed"},
    Arm_info{Rule::clk_2_expired, "clk_2_expired", "R-CLK-2", "expired"},
    Arm_info{Rule::clk_3_initialised, "clk_3_initialised", "R-CLK-3", "a new CPU: not armed"},
    Arm_info{Rule::run_1_hypercall, "run_1_hypercall", "R-RUN-1", "the pending hypercall is done"},
    Arm_info{Rule::run_1_due, "run_1_due", "R-RUN-1", "an interrupt is due"},
    Arm_info{Rule::run_1_dead, "run_1_dead", "R-RUN-1", "dead: the loop is left"},
    Arm_info{Rule::run_1_sleeping, "run_1_sleeping", "R-RUN-1", "halted with nothing pending: sleeps"},
    Arm_info{Rule::run_1_halted_not_sleeping,
        "run_1_halted_not_sleeping",
        "R-RUN-1",
        "halted, but something is pending: around again"},
    Arm_info{Rule::run_1_entered, "run_1_entered", "R-RUN-1", "the Guest runs until a trap"},
    Arm_info{Rule::run_1_dead_before, "run_1_dead_before", "R-RUN-1", "dead before the pass"},
    Arm_info{Rule::run_1_call_before_init, "run_1_call_before_init", "R-RUN-1", "a hypercall before LGUEST_INIT"},
    Arm_info{Rule::run_1_init_again, "run_1_init_again", "R-RUN-1", "LGUEST_INIT a second time"},
    Arm_info{Rule::run_1_init_bad_page, "run_1_init_bad_page", "R-RUN-1", "lguest_data is not inside Guest memory"},
    Arm_info{Rule::run_1_init, "run_1_init", "R-RUN-1", "LGUEST_INIT"},
    Arm_info{Rule::run_1_init_noirq_unreadable,
        "run_1_init_noirq_unreadable",
        "R-RUN-1",
        "the no-interrupt window cannot be read"},
    Arm_info{Rule::run_1_init_bad_vector, "run_1_init_bad_vector", "R-RUN-1", "the system-call vector is refused"},
    Arm_info{Rule::run_1_load_idt_entry, "run_1_load_idt_entry", "R-RUN-1", "LOAD_IDT_ENTRY"},
    Arm_info{Rule::run_1_set_stack, "run_1_set_stack", "R-RUN-1", "SET_STACK"},
    Arm_info{Rule::run_1_ts, "run_1_ts", "R-RUN-1", "TS"},
    Arm_info{Rule::run_1_set_clockevent, "run_1_set_clockevent", "R-RUN-1", "SET_CLOCKEVENT"},
    Arm_info{Rule::run_1_halt, "run_1_halt", "R-RUN-1", "HALT"},
    Arm_info{Rule::run_1_other_call, "run_1_other_call", "R-RUN-1", "a hypercall outside the rules"},
};

inline constexpr std::size_t arm_count = static_cast<std::size_t>(Rule::count);

constexpr const Arm_info& info(Rule arm) {
    return arm_table[static_cast<std::size_t>(arm)];
}

constexpr std::optional<Rule> arm_named(std::string_view name) {
    for (const Arm_info& each : arm_table) {
        if (each.name == name) {
            return each.arm;
        }
    }
    return std::nullopt;
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

} // namespace trapspec::model
