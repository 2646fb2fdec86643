#include "tests/model/witness.hpp"

#include <array>

// R-MEM, R-PUSH, R-STK, R-SYS
namespace trapspec::test {

namespace {

using Kind = Event_kind;

void reflect(Machine& m, Gate_words gate, uint32_t vector = 3) {
    set_gate(m, vector, gate);
    happens(m, Kind::deliver_trap, {vector});
}

constexpr std::array witnesses{
    Witness{Rule::mem_2_refused,
        [](Machine& m) {
            happens(m, Kind::write_memory, {0x40000, 1});
        }},
    Witness{Rule::mem_2_copy_failed,
        [](Machine& m) {
            happens(m, Kind::set_faults, {0, every_copy, 0, 0});
            happens(m, Kind::write_memory, {0x9000, 1});
        }},
    Witness{Rule::mem_2_written,
        [](Machine& m) {
            happens(m, Kind::write_memory, {0x9000, 1});
        }},
    Witness{Rule::mem_3_refused, [](Machine& m) { happens(m, Kind::read_memory, {0x40000}); }},
    Witness{Rule::mem_3_copy_failed,
        [](Machine& m) {
            happens(m, Kind::set_faults, {every_copy, 0, 0, 0});
            happens(m, Kind::read_memory, {0x9000});
        }},
    Witness{Rule::mem_3_read, [](Machine& m) { happens(m, Kind::read_memory, {0x9000}); }},
    Witness{Rule::mem_4_linear,
        [](Machine& m) {
            m.guest.paging = Flag(false);
            happens(m, Kind::translate, {0x1234});
        }},
    Witness{Rule::mem_4_no_table, [](Machine& m) { happens(m, Kind::translate, {0x00400000}); }},
    Witness{Rule::mem_4_no_page, [](Machine& m) { happens(m, Kind::translate, {0xC0100000}); }},
    Witness{Rule::mem_4_mapped, [](Machine& m) { happens(m, Kind::translate, {0xC0001000}); }},
    Witness{Rule::mem_5_not_pinned,
        [](Machine& m) {
            happens(m, Kind::set_stack, {0x69, 0xC0008000, 1, 1});
        }},
    Witness{Rule::push_1_straddling_word,
        [](Machine& m) {
            harden(m);
            m.cpu.esp1 = Word(0xC0009001u);
            reflect(m, trap_gate(1));
        }},
    Witness{Rule::push_2_no_page,
        [](Machine& m) {
            harden(m);
            m.cpu.esp1 = Word(0u);
            reflect(m, trap_gate(1));
        }},
    Witness{Rule::push_2_switched, [](Machine& m) { reflect(m, trap_gate(1)); }},
    Witness{Rule::push_2_same_stack,
        [](Machine& m) {
            m.regs.ss = Word(0x69);
            reflect(m, trap_gate(1));
        }},
    Witness{Rule::push_3_virtual_if_clear,
        [](Machine& m) {
            set_shared(m, shared::irq_enabled, 0);
            reflect(m, trap_gate(1));
        }},
    Witness{Rule::push_5_error_code, [](Machine& m) { reflect(m, trap_gate(1), 13); }},
    Witness{Rule::push_6_flags_cleared,
        [](Machine& m) {
            m.rules = model::rule_set_named("linux-3.18").value();
            reflect(m, trap_gate(1));
        }},
    Witness{Rule::push_7_disabled, [](Machine& m) { reflect(m, interrupt_gate(1)); }},
    Witness{Rule::push_7_disabling_failed,
        [](Machine& m) {
            happens(m, Kind::set_faults, {0, shared::irq_enabled.fault, 0, 0});
            reflect(m, interrupt_gate(1));
        }},
    Witness{Rule::push_7_trap_gate, [](Machine& m) { reflect(m, trap_gate(1)); }},
    Witness{Rule::sys_2_unreadable,
        [](Machine& m) {
            happens(m, Kind::set_faults, {shared::syscall_vec.fault, 0, 0, 0});
            happens(m, Kind::check_syscall_vector);
        }},
    Witness{Rule::sys_2_read, [](Machine& m) { happens(m, Kind::check_syscall_vector); }},
    Witness{Rule::sys_3_default,
        [](Machine& m) {
            happens(m, Kind::init_interrupts, {1, 1});
        }},
    Witness{Rule::sys_3_out_of_range,
        [](Machine& m) {
            harden(m);
            m.syscall_vector = Word(0x12);
            happens(m, Kind::init_interrupts, {0, 0});
        }},
    Witness{Rule::sys_3_busy,
        [](Machine& m) {
            m.syscall_vector = Word(0x40);
            happens(m, Kind::init_interrupts, {1, 0});
        }},
    Witness{Rule::sys_3_reserved,
        [](Machine& m) {
            m.syscall_vector = Word(0x40);
            happens(m, Kind::init_interrupts, {0, 0});
        }},
    Witness{Rule::sys_4_freed,
        [](Machine& m) {
            m.syscall_vector = Word(0x40);
            happens(m, Kind::free_interrupts);
        }},
    Witness{Rule::stk_1_bad_segment,
        [](Machine& m) {
            happens(m, Kind::set_stack, {0x7B, 0xC0008000, 1, 0});
        }},
    Witness{Rule::stk_1_bad_pages,
        [](Machine& m) {
            happens(m, Kind::set_stack, {0x69, 0xC0008000, 3, 0});
        }},
    Witness{Rule::stk_1_dropped,
        [](Machine& m) {
            harden(m);
            happens(m, Kind::set_stack, {0x69, 0xC0008000, 3, 0});
        }},
    Witness{Rule::stk_1_stored,
        [](Machine& m) {
            happens(m, Kind::set_stack, {0x69, 0xC0008000, 0, 0});
        }},
    Witness{Rule::stk_2_page,
        [](Machine& m) {
            happens(m, Kind::set_stack, {0x69, 0xC0008000, 1, 0});
        }},
};

} // namespace

std::span<const Witness> memory_and_frame_witnesses() {
    return witnesses;
}

} // namespace trapspec::test
