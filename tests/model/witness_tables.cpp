#include "tests/model/witness.hpp"

#include <array>

// R-SET, R-LOAD, R-DEF, R-COPY, R-RUN
namespace trapspec::test {

namespace {

using Kind = Event_kind;

void load(Machine& m, uint32_t n, Gate_words gate) {
    happens(m, Kind::load_idt_entry, {n, gate.a, gate.b});
}
void call(Machine& m, uint32_t number, uint32_t argument = 0) {
    happens(m, Kind::hypercall, {number, argument});
}
void run(Machine& m) {
    happens(m, Kind::run, {0x20, 0, 0x1000, 0x73, 0x246, 0xBFFF0000, 0x7B});
}

void enter_changed(Machine& m) {
    m.cpu.changed = Word(1);
    happens(m, Kind::enter_guest, {0});
}

constexpr std::array witnesses{
    Witness{Rule::set_1_not_present, [](Machine& m) { load(m, 3, {}); }},
    Witness{Rule::set_2_bad_type, [](Machine& m) { load(m, 3, make_gate(5, 0, 1)); }},
    Witness{Rule::set_2_dropped,
        [](Machine& m) {
            harden(m);
            load(m, 3, make_gate(5, 0, 1));
        }},
    Witness{Rule::set_3_installed, [](Machine& m) { load(m, 3, trap_gate(1)); }},
    Witness{Rule::load_1_ignored, [](Machine& m) { load(m, 2, trap_gate(1)); }},
    Witness{Rule::load_2_changed, [](Machine& m) { load(m, 3, trap_gate(1)); }},
    Witness{Rule::load_2_out_of_range, [](Machine& m) { load(m, 256, trap_gate(1)); }},
    Witness{Rule::load_2_refused_unmarked,
        [](Machine& m) {
            harden(m);
            load(m, 256, trap_gate(1));
        }},
    Witness{Rule::load_2_in_range, [](Machine& m) { load(m, 255, trap_gate(1)); }},
    Witness{Rule::def_1_hypercall_vector, [](Machine& m) { happens(m, Kind::setup_default_idt_entries); }},
    Witness{Rule::def_1_closed,
        [](Machine& m) {
            harden(m);
            happens(m, Kind::setup_default_idt_entries);
        }},
    Witness{Rule::def_1_base, [](Machine& m) { happens(m, Kind::setup_default_idt_entries); }},
    Witness{Rule::def_2_filled, [](Machine& m) { happens(m, Kind::setup_default_idt_entries); }},
    Witness{Rule::copy_1_verbatim,
        [](Machine& m) {
            set_gate(m, 0x80, trap_gate(1));
            enter_changed(m);
        }},
    Witness{Rule::copy_1_default, enter_changed},
    Witness{Rule::copy_1_not_direct, enter_changed},
    Witness{Rule::copy_1_table_copied, enter_changed},
    Witness{Rule::copy_1_entered, [](Machine& m) { happens(m, Kind::enter_guest, {0}); }},
    Witness{Rule::copy_1_other_guest, [](Machine& m) { happens(m, Kind::enter_guest, {1}); }},
    Witness{Rule::run_1_hypercall,
        [](Machine& m) {
            m.cpu.hypercall_pending = Flag(true);
            run(m);
        }},
    Witness{Rule::run_1_due,
        [](Machine& m) {
            m.cpu.irqs_pending = Word(1);
            run(m);
        }},
    Witness{Rule::run_1_dead,
        [](Machine& m) {
            m.cpu.hypercall_pending = Flag(true);
            m.regs.eax = Word(1);
            run(m);
        }},
    Witness{Rule::run_1_sleeping,
        [](Machine& m) {
            m.cpu.halted = Flag(true);
            run(m);
        }},
    Witness{Rule::run_1_halted_not_sleeping,
        [](Machine& m) {
            m.cpu.halted = Flag(true);
            m.cpu.irqs_pending = Word(1);
            m.guest.noirq_end = Word(0xFFFFFFFFu);
            run(m);
        }},
    Witness{Rule::run_1_entered, run},
    Witness{Rule::run_1_dead_before,
        [](Machine& m) {
            happens(m, Kind::kill_outside);
            run(m);
        }},
    Witness{Rule::run_1_call_before_init,
        [](Machine& m) {
            m.guest.initialised = Flag(false);
            call(m, 10);
        }},
    Witness{Rule::run_1_init_again, [](Machine& m) { call(m, 1, 0x3000); }},
    Witness{Rule::run_1_init_bad_page,
        [](Machine& m) {
            m.guest.initialised = Flag(false);
            call(m, 1, 0x40000);
        }},
    Witness{Rule::run_1_init,
        [](Machine& m) {
            m.guest.initialised = Flag(false);
            call(m, 1, 0x3000);
        }},
    Witness{Rule::run_1_init_noirq_unreadable,
        [](Machine& m) {
            m.guest.initialised = Flag(false);
            happens(m, Kind::set_faults, {shared::noirq_end.fault, 0, 0, 0});
            call(m, 1, 0x3000);
        }},
    Witness{Rule::run_1_init_bad_vector,
        [](Machine& m) {
            m.guest.initialised = Flag(false);
            set_shared(m, shared::syscall_vec, 0x40);
            call(m, 1, 0x3000);
        }},
    Witness{Rule::run_1_load_idt_entry, [](Machine& m) { call(m, 6, 3); }},
    Witness{Rule::run_1_set_stack, [](Machine& m) { call(m, 7, 0x69); }},
    Witness{Rule::run_1_ts, [](Machine& m) { call(m, 8, 1); }},
    Witness{Rule::run_1_set_clockevent, [](Machine& m) { call(m, 9, 1); }},
    Witness{Rule::run_1_halt, [](Machine& m) { call(m, 10); }},
    Witness{Rule::run_1_other_call, [](Machine& m) { call(m, 11); }},
};

} // namespace

std::span<const Witness> table_and_run_witnesses() {
    return witnesses;
}

} // namespace trapspec::test
