// The versions of the rules (R-VER): a value, chosen by name. Each member is one difference.
#pragma once

#include <array>
#include <optional>
#include <string_view>

namespace trapspec::model {

struct Rule_set {
    std::string_view name;

    bool vector_6_never_direct = false; ///< R-TRAP-3's list holds 6 (until R-VER-1)
    bool vmcall_rewritten = false;      ///< R-TRAP-4's vmcall case exists (until R-VER-1)
    bool entry_clears_flags = false;    ///< R-PUSH-6 clears TF, VM, RF, NT (since R-VER-2)

    // R-VER-3, see hardening_table.
    bool last_byte_usable = false;
    bool frame_in_its_pages = false;
    bool failed_walk_ends_delivery = false;
    bool selectors_extended = false;
    bool virtual_if_read_first = false;
    bool only_handled_lines_due = false;
    bool more_counts = false;
    bool virtual_if_is_one_bit = false;
    bool window_only_when_running = false;
    bool syscall_vector_in_range = false;
    bool machine_check_never_direct = false;
    bool system_calls_reflected = false;
    bool refused_int_n_reflected = false;
    bool refused_stack_dropped = false;
    bool refused_gate_dropped = false;
    bool marked_after_bounds_check = false;
    bool error_code_stubs_closed = false;
    bool nmi_to_host_handler = false;
    bool second_syscall_to_host = false;
    bool first_stack_in_ring_1 = false;

    friend bool operator==(const Rule_set&, const Rule_set&) = default;
};

/// A change that turns linux-3.11's rules into `hardened`.
struct Hardening {
    std::string_view name;
    bool Rule_set::*member;
    std::string_view rule; ///< the rule that changes
    std::string_view then; ///< what it says instead
};

/// R-VER-3, in the order of the rules. Which theorem needs each of them: proofs/hardened.hpp.
inline constexpr std::array hardening_table{
    Hardening{"last-byte-usable",
        &Rule_set::last_byte_usable,
        "R-MEM-1",
        "an access is fine when the page of its last byte, address + length - 1, is below pfn_limit and does not wrap"},
    Hardening{"frame-in-its-pages",
        &Rule_set::frame_in_its_pages,
        "R-PUSH-1",
        "the frame's first and last byte are translated before anything is pushed, and each byte of the frame is "
        "written to the page of the two that it lies in"},
    Hardening{"failed-walk-ends-delivery",
        &Rule_set::failed_walk_ends_delivery,
        "R-PUSH-2",
        "a delivery whose stack has no page does nothing more than kill"},
    Hardening{"selectors-extended",
        &Rule_set::selectors_extended,
        "R-PUSH-4",
        "of ss and cs the low 16 bits are pushed, extended with zeroes"},
    Hardening{"virtual-if-read-first",
        &Rule_set::virtual_if_read_first,
        "R-PUSH-3",
        "irq_enabled is read before the first push"},
    Hardening{"flags-cleared",
        &Rule_set::entry_clears_flags,
        "R-PUSH-6",
        "TF, VM, RF and NT are cleared in regs.eflags, as by R-VER-2"},
    Hardening{"only-handled-lines-due",
        &Rule_set::only_handled_lines_due,
        "R-IRQ-1",
        "a line whose gate is not present is not a candidate"},
    Hardening{"more-counts", &Rule_set::more_counts, "R-IRQ-1", "`more` is whether there is a further candidate"},
    Hardening{"virtual-if-is-one-bit",
        &Rule_set::virtual_if_is_one_bit,
        "R-IRQ-2",
        "step 3 asks for the IF bit of irq_enabled, not for the word"},
    Hardening{"window-only-when-running",
        &Rule_set::window_only_when_running,
        "R-IRQ-2",
        "step 1 is for a Guest that is not halted"},
    Hardening{"syscall-vector-in-range",
        &Rule_set::syscall_vector_in_range,
        "R-SYS-3",
        "a vector outside 0x40 to 0xFF is refused: a line in the log and -EINVAL"},
    Hardening{"machine-check-never-direct",
        &Rule_set::machine_check_never_direct,
        "R-TRAP-3",
        "18 joins the vectors that never go direct"},
    Hardening{"system-calls-reflected",
        &Rule_set::system_calls_reflected,
        "R-TRAP-4",
        "R-SYS-1's vectors are no real interrupts: they are reflected"},
    Hardening{"refused-int-n-reflected",
        &Rule_set::refused_int_n_reflected,
        "R-TRAP-4",
        "a 13 whose error code names a gate of the IDT, raised by an int n, int3 or into that the Guest's own present "
        "gate n allows, is reflected as n, without an error code, with eip behind the instruction and RF clear"},
    Hardening{"refused-stack-dropped",
        &Rule_set::refused_stack_dropped,
        "R-STK-1",
        "a stack with a bad segment or too many pages kills and is not stored"},
    Hardening{"refused-gate-dropped",
        &Rule_set::refused_gate_dropped,
        "R-SET-2",
        "a gate with a bad type kills and is not installed"},
    Hardening{"marked-after-bounds-check",
        &Rule_set::marked_after_bounds_check,
        "R-LOAD-2",
        "the table is marked changed only for a vector below 256"},
    Hardening{"error-code-stubs-closed",
        &Rule_set::error_code_stubs_closed,
        "R-DEF-1",
        "the default gates of R-TRAP-1's vectors have DPL 0, whatever the base"},
    Hardening{"nmi-to-host-handler",
        &Rule_set::nmi_to_host_handler,
        "R-SW-1",
        "the stub of 2 saves the frame and goes to the real Host's handler"},
    Hardening{"second-syscall-to-host",
        &Rule_set::second_syscall_to_host,
        "R-SW-1",
        "the stub of syscall_vector returns to the Host, as that of 128 does"},
    Hardening{"first-stack-in-ring-1", &Rule_set::first_stack_in_ring_1, "R-STK-1", "a new CPU's ss1 is 0x69, not 0"},
};

/// linux-3.11 with every change of hardening_table but `left_out` (nullptr: with all).
constexpr Rule_set hardened_without(bool Rule_set::*left_out) {
    Rule_set rules{.name = "hardened"};
    for (const Hardening& change : hardening_table) {
        rules.*change.member = change.member != left_out;
    }
    return rules;
}

inline constexpr std::array rule_sets{
    Rule_set{.name = "linux-2.6.32", .vector_6_never_direct = true, .vmcall_rewritten = true},
    Rule_set{.name = "linux-3.11"},
    Rule_set{.name = "linux-3.18", .entry_clears_flags = true},
    hardened_without(nullptr),
};

constexpr std::optional<Rule_set> rule_set_named(std::string_view name) {
    for (const Rule_set& each : rule_sets) {
        if (each.name == name) {
            return each;
        }
    }
    return std::nullopt;
}

} // namespace trapspec::model
