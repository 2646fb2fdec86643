#include "tests/model/witness.hpp"

#include <array>

// R-IRQ, R-TRAP, R-SW, R-CLK
namespace trapspec::test {

namespace {

using Kind = Event_kind;

void try_deliver(Machine& m, uint32_t irq = 0, uint32_t more = 1) {
    happens(m, Kind::try_deliver_interrupt, {irq, more, 1, 2});
}

void trap(Machine& m, uint32_t number, uint32_t emulated = 0, uint32_t satisfied = 0) {
    happens(m, Kind::trap, {number, 0, 0xC0010000, 0x61, 0x246, 0xC0008800, 0x69, 5, emulated, satisfied});
}

/// Over gate 3, which the Guest has.
void refused_int3(Machine& m) {
    set_gate(m, 3, trap_gate(1));
    happens(m, Kind::trap, {13, 3 * 8 + 2, 0xC0010000, 0x61, 0x246, 0xC0008800, 0x69});
}

constexpr std::array witnesses{
    Witness{Rule::irq_1_unreadable,
        [](Machine& m) {
            m.guest.initialised = Flag(false);
            happens(m, Kind::interrupt_pending);
        }},
    Witness{Rule::irq_1_none, [](Machine& m) { happens(m, Kind::interrupt_pending); }},
    Witness{Rule::irq_1_found,
        [](Machine& m) {
            happens(m, Kind::set_interrupt, {3, 1});
            happens(m, Kind::interrupt_pending);
        }},
    Witness{Rule::irq_2_panic, [](Machine& m) { try_deliver(m, 32); }},
    Witness{Rule::irq_2_noirq_window,
        [](Machine& m) {
            m.guest.noirq_end = Word(0xFFFFFFFFu);
            try_deliver(m);
        }},
    Witness{Rule::irq_2_attempt, [](Machine& m) { try_deliver(m); }},
    Witness{Rule::irq_2_halted,
        [](Machine& m) {
            m.cpu.halted = Flag(true);
            try_deliver(m);
        }},
    Witness{Rule::irq_2_halted_write_failed,
        [](Machine& m) {
            m.cpu.halted = Flag(true);
            m.guest.initialised = Flag(false);
            try_deliver(m);
        }},
    Witness{Rule::irq_2_masked,
        [](Machine& m) {
            set_shared(m, shared::irq_enabled, 0);
            try_deliver(m);
        }},
    Witness{Rule::irq_2_enabled, [](Machine& m) { try_deliver(m); }},
    Witness{Rule::irq_2_delivered,
        [](Machine& m) {
            set_gate(m, 0x20, interrupt_gate(1));
            try_deliver(m);
        }},
    Witness{Rule::irq_2_no_handler, [](Machine& m) { try_deliver(m); }},
    Witness{Rule::irq_2_timestamp_failed,
        [](Machine& m) {
            happens(m, Kind::set_faults, {0, shared::time_sec.fault, 0, 0});
            try_deliver(m);
        }},
    Witness{Rule::irq_2_pending_flag_cleared, [](Machine& m) { try_deliver(m, 0, 0); }},
    Witness{Rule::irq_3_raised,
        [](Machine& m) {
            happens(m, Kind::set_interrupt, {1, 1});
        }},
    Witness{Rule::irq_3_kicked,
        [](Machine& m) {
            happens(m, Kind::set_interrupt, {1, 0});
        }},
    Witness{Rule::trap_2_impossible_number, [](Machine& m) { happens(m, Kind::deliver_trap, {256}); }},
    Witness{Rule::trap_2_not_present, [](Machine& m) { happens(m, Kind::deliver_trap, {3}); }},
    Witness{Rule::trap_2_delivered,
        [](Machine& m) {
            set_gate(m, 3, trap_gate(1));
            happens(m, Kind::deliver_trap, {3});
        }},
    Witness{Rule::trap_4_emulated, [](Machine& m) { trap(m, 13, 1); }},
    Witness{Rule::trap_4_guest_kernel_code, [](Machine& m) { trap(m, 13); }},
    Witness{Rule::trap_4_vmcall_rewritten,
        [](Machine& m) {
            set_word(m, 0x10000, 0x00C1010F);
            trap(m, 6);
        }},
    Witness{Rule::trap_4_not_vmcall, [](Machine& m) { trap(m, 6); }},
    Witness{Rule::trap_4_fault_satisfied, [](Machine& m) { trap(m, 14, 0, 1); }},
    Witness{Rule::trap_4_fault_reported, [](Machine& m) { trap(m, 14); }},
    Witness{Rule::trap_4_writing_cr2_failed,
        [](Machine& m) {
            happens(m, Kind::set_faults, {0, shared::cr2.fault, 0, 0});
            trap(m, 14);
        }},
    Witness{Rule::trap_4_device_swallowed, [](Machine& m) { trap(m, 7); }},
    Witness{Rule::trap_4_hypercall, [](Machine& m) { trap(m, 31); }},
    Witness{Rule::trap_4_host_interrupt, [](Machine& m) { trap(m, 0x80); }},
    Witness{Rule::trap_4_gate_refused,
        [](Machine& m) {
            harden(m);
            refused_int3(m);
        }},
    Witness{Rule::trap_4_int_n_reflected,
        [](Machine& m) {
            harden(m);
            set_word(m, 0x10000, 0xCC);
            refused_int3(m);
        }},
    Witness{Rule::trap_4_left_to_guest, [](Machine& m) { trap(m, 3); }},
    Witness{Rule::trap_4_reflecting, [](Machine& m) { trap(m, 3); }},
    Witness{Rule::trap_4_unhandled, [](Machine& m) { trap(m, 3); }},
    Witness{Rule::sw_1_nmi,
        [](Machine& m) {
            happens(m, Kind::switcher_stub, {2, 0, 0});
        }},
    Witness{Rule::sw_1_to_host,
        [](Machine& m) {
            happens(m, Kind::switcher_stub, {3, 0, 0});
        }},
    Witness{Rule::sw_1_to_host_handler,
        [](Machine& m) {
            happens(m, Kind::switcher_stub, {0x20, 0, 0});
        }},
    Witness{Rule::sw_1_frame_complete,
        [](Machine& m) {
            happens(m, Kind::switcher_stub, {14, 1, 4});
        }},
    Witness{Rule::sw_1_frame_shifted_up,
        [](Machine& m) {
            happens(m, Kind::switcher_stub, {14, 0, 0});
        }},
    Witness{Rule::sw_1_frame_shifted_down,
        [](Machine& m) {
            happens(m, Kind::switcher_stub, {3, 1, 4});
        }},
    Witness{Rule::clk_1_cancelled,
        [](Machine& m) {
            happens(m, Kind::set_clockevent, {0, 1, 1});
        }},
    Witness{Rule::clk_1_armed,
        [](Machine& m) {
            happens(m, Kind::set_clockevent, {1, 1, 1});
        }},
    Witness{Rule::clk_2_expired,
        [](Machine& m) {
            happens(m, Kind::set_clockevent, {1, 1, 1});
            happens(m, Kind::clock_expires, {1});
        }},
    Witness{Rule::clk_3_initialised,
        [](Machine& m) {
            happens(m, Kind::start_guest, {64, 64});
        }},
};

} // namespace

std::span<const Witness> interrupt_and_trap_witnesses() {
    return witnesses;
}

} // namespace trapspec::test
