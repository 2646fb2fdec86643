// The scenarios by number, in the order of diff/wire/metal.hpp, as the Host tells its Guest, which
// has a function for each.
#pragma once

#include "impl/core/types.hpp"

namespace lguest::metal {

enum class Scenario : u32 {
    syscall_direct,
    syscall_reflected,
    syscall_lost,
    syscall_second,
    syscall_second_lost,
    int3_open,
    int3_closed,
    int3_reflected,
    divide_error,
    invalid_opcode,
    vmcall,
    page_fault,
    general_protection,
    opened_13,
    device_not_available,
    io_emulated,
    switcher_guarded,
    timer,
    halt,
    irq_blocked,
    noirq_window,
    gates_changed,
    gate_removed,
    gate_bad,
    runaway,
    no_stack,
    frame_shifted,
    frame_shifted_dies,
    tf_left_set,
    tf_dies,
    tf_cleared,
    nt_left_set,
    machine_check_direct,
    cost,
};

} // namespace lguest::metal
