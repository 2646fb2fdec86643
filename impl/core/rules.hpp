// Which version of the rules a Host follows, as a value: R-VER-1 to R-VER-3.
#pragma once

namespace lguest {

struct Rules {
    // Vector 6 always comes to the Host, and a Guest kernel's vmcall becomes a hypercall trap (R-TRAP-3, R-TRAP-4).
    bool rewrites_vmcall = false;
    // The Guest's handler starts without TF, VM, RF and NT, as a CPU would start it (R-PUSH-6).
    bool clears_entry_flags = false;

    // The changes of R-VER-3, under the names of its table, where clears_entry_flags is flags-cleared.
    bool last_byte_usable = false;           // R-MEM-1
    bool frame_in_its_pages = false;         // R-PUSH-1, R-PUSH-2
    bool failed_walk_ends_delivery = false;  // R-PUSH-2
    bool selectors_extended = false;         // R-PUSH-2, R-PUSH-4
    bool virtual_if_read_first = false;      // R-PUSH-3
    bool only_handled_lines_due = false;     // R-IRQ-1
    bool more_counts = false;                // R-IRQ-1
    bool virtual_if_is_one_bit = false;      // R-IRQ-2
    bool window_only_when_running = false;   // R-IRQ-2
    bool syscall_vector_in_range = false;    // R-SYS-3
    bool machine_check_never_direct = false; // R-TRAP-3
    bool system_calls_reflected = false;     // R-TRAP-4
    bool refused_int_n_reflected = false;    // R-TRAP-4
    bool refused_stack_dropped = false;      // R-STK-1
    bool refused_gate_dropped = false;       // R-SET-2
    bool marked_after_bounds_check = false;  // R-LOAD-2
    bool error_code_stubs_closed = false;    // R-DEF-1
    bool nmi_to_host_handler = false;        // R-SW-1
    bool second_syscall_to_host = false;     // R-SW-1
    bool first_stack_in_ring_1 = false;      // R-STK-1
};

inline constexpr Rules linux_2_6_32{.rewrites_vmcall = true};
inline constexpr Rules linux_3_11{};
inline constexpr Rules linux_3_18{.clears_entry_flags = true};
inline constexpr Rules hardened{
    .clears_entry_flags = true,
    .last_byte_usable = true,
    .frame_in_its_pages = true,
    .failed_walk_ends_delivery = true,
    .selectors_extended = true,
    .virtual_if_read_first = true,
    .only_handled_lines_due = true,
    .more_counts = true,
    .virtual_if_is_one_bit = true,
    .window_only_when_running = true,
    .syscall_vector_in_range = true,
    .machine_check_never_direct = true,
    .system_calls_reflected = true,
    .refused_int_n_reflected = true,
    .refused_stack_dropped = true,
    .refused_gate_dropped = true,
    .marked_after_bounds_check = true,
    .error_code_stubs_closed = true,
    .nmi_to_host_handler = true,
    .second_syscall_to_host = true,
    .first_stack_in_ring_1 = true,
};

} // namespace lguest
