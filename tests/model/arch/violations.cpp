#include "tests/model/arch/violations.hpp"

#include <array>

namespace trapspec::test {

namespace {

constexpr std::uint64_t present_bit = std::uint64_t{1} << 47, type_bits = std::uint64_t{0x1F} << 40,
                        level_bits = std::uint64_t{3} << 45, limit_bits = 0xF00000000FFFF | std::uint64_t{1} << 55;
constexpr std::uint32_t n = 0x21;
constexpr std::uint32_t gate_error = n * 8 + 2;

void set_gate_selector(Scene& s, std::uint32_t selector) {
    change_gate(s.m, n, 0xFFFF0000, std::uint64_t{selector} << 16);
}
void deliver(Scene& s) {
    model::arch::deliver(s.m, s.event);
}

// From ring 2 by `int n` to ring 1, on the stack of the TSS.
constexpr std::array inner{
    Violation{Way::gate_1_outside_idt, "idt", [](Scene& s) { s.m.limits.idt = bits<16>(n * 8 + 6); }, 13, gate_error},
    Violation{Way::gate_1_not_a_gate, "gate type", [](Scene& s) { change_gate(s.m, n, type_bits, 0); }, 13, gate_error},
    Violation{Way::gate_1_closed,
        "gate dpl",
        [](Scene& s) { change_gate(s.m, n, level_bits, std::uint64_t{1} << 45); },
        13,
        gate_error},
    Violation{Way::gate_1_not_present, "gate p", [](Scene& s) { change_gate(s.m, n, present_bit, 0); }, 11, gate_error},
    Violation{Way::gate_1_task_gate,
        "gate type",
        [](Scene& s) { change_gate(s.m, n, type_bits, std::uint64_t{5} << 40); },
        no_fault,
        0},
    Violation{Way::cs_1_null, "cs", [](Scene& s) { set_gate_selector(s, 3); }, 13, 0},
    Violation{Way::cs_1_outside_table, "cs", [](Scene& s) { set_gate_selector(s, gdt_end + 2); }, 13, 0x60},
    Violation{Way::cs_1_not_code,
        "cs type",
        [](Scene& s) { change_descriptor(s.m, code_of(1), type_bits, std::uint64_t{0x13} << 40); },
        13,
        0x18},
    Violation{Way::cs_1_outer_level,
        "cs dpl",
        [](Scene& s) { change_descriptor(s.m, code_of(1), level_bits, level_bits); },
        13,
        0x18},
    Violation{
        Way::cs_1_not_present, "cs p", [](Scene& s) { change_descriptor(s.m, code_of(1), present_bit, 0); }, 11, 0x18},
    Violation{Way::tss_1_outside, "tss", [](Scene& s) { s.m.task.limit = bits<32>(16); }, 10, system_segment},
    Violation{Way::ss_1_null, "ss", [](Scene& s) { s.m.task.ss1 = bits<16>(1); }, 10, 0},
    Violation{Way::ss_1_outside_table, "ss", [](Scene& s) { s.m.task.ss1 = bits<16>(0x81); }, 10, 0x80},
    Violation{Way::ss_1_wrong_rpl, "ss", [](Scene& s) { s.m.task.ss1 = bits<16>(data_of(1) + 1); }, 10, 0x20},
    Violation{
        Way::ss_1_wrong_dpl, "ss dpl", [](Scene& s) { change_descriptor(s.m, data_of(1), level_bits, 0); }, 10, 0x20},
    Violation{Way::ss_1_not_writable_data,
        "ss type",
        [](Scene& s) { change_descriptor(s.m, data_of(1), std::uint64_t{2} << 40, 0); },
        10,
        0x20},
    Violation{
        Way::ss_1_not_present, "ss p", [](Scene& s) { change_descriptor(s.m, data_of(1), present_bit, 0); }, 12, 0x20},
    Violation{Way::enter_1_no_room,
        "ss limit",
        [](Scene& s) { change_descriptor(s.m, data_of(1), limit_bits, 0x8EFF); },
        12,
        0x20},
    Violation{Way::enter_1_outside_code,
        "cs limit",
        [](Scene& s) { change_descriptor(s.m, code_of(1), limit_bits, 0xFFFF); },
        13,
        0},
    Violation{Way::page_1_no_page, "page", [](Scene& s) { map_page(s.m, 8, 6); }, 14, 2, false},
};

// The same level, an exception from ring 1: its faults have EXT.
constexpr std::array same{
    Violation{Way::enter_1_no_room,
        "ss limit",
        [](Scene& s) { s.m.ss.descriptor = bits<64>(descriptor(0, 0x9FFF, 0xB3, 4)); },
        12,
        0},
    Violation{Way::enter_1_outside_code,
        "cs limit",
        [](Scene& s) { change_descriptor(s.m, code_of(1), limit_bits, 0xFFFF); },
        13,
        0},
    Violation{
        Way::page_1_no_table, "page", [](Scene& s) { s.m.memory.poke(at::directory + 0xC00, 4, 0); }, 14, 2, false},
};

constexpr std::array from_virtual_8086{
    Violation{Way::gate_1_iopl, "iopl", [](Scene& s) { s.m.eflags = bits<32>(0x22202); }, 13, 0, false},
    Violation{Way::gate_1_not_present, "gate p", [](Scene& s) { change_gate(s.m, n, present_bit, 0); }, 11, gate_error},
    Violation{
        Way::cs_1_not_present, "cs p", [](Scene& s) { change_descriptor(s.m, code_of(0), present_bit, 0); }, 11, 0x08},
    Violation{Way::cs_1_virtual_8086_not_to_0,
        "cs dpl",
        [](Scene& s) { change_descriptor(s.m, code_of(0), 0, std::uint64_t{1} << 45); },
        13,
        0x08},
    Violation{Way::cs_1_virtual_8086_same_level,
        "cs dpl",
        [](Scene& s) { change_descriptor(s.m, code_of(0), 0, level_bits); },
        13,
        0x08},
    Violation{Way::tss_1_outside, "tss", [](Scene& s) { s.m.task.limit = bits<32>(8); }, 10, system_segment},
    Violation{Way::ss_1_wrong_rpl, "ss", [](Scene& s) { s.m.task.ss0 = bits<16>(data_of(0) + 1); }, 10, 0x10},
    Violation{Way::enter_1_no_room,
        "ss limit",
        [](Scene& s) { change_descriptor(s.m, data_of(0), limit_bits, 0x8EFF); },
        12,
        0x10},
    Violation{Way::enter_1_outside_code,
        "cs limit",
        [](Scene& s) { change_descriptor(s.m, code_of(0), limit_bits, 0xFFFF); },
        13,
        0},
};

void go_back(Scene& s) {
    model::arch::return_from_handler(s.m, true);
}
void replace(Scene& s, unsigned word, std::uint32_t value) {
    put_on_stack(s.m, at::old_stack + 4 * word, {value});
}

// iret from ring 1 to ring 1.
constexpr std::array same_return{
    Violation{Way::iret_1_task_switch, "nt", [](Scene& s) { s.m.eflags = bits<32>(0x4202); }, no_fault, 0},
    Violation{Way::iret_2_no_words,
        "ss limit",
        [](Scene& s) { s.m.ss.descriptor = bits<64>(descriptor(0, 0x9FFF, 0xB3, 4)); },
        12,
        0,
        false},
    Violation{Way::page_1_supervisor_only,
        "page",
        [](Scene& s) {
            s.m.ss.selector = bits<16>(0x23);
            s.m.cs.selector = bits<16>(0x1B);
            map_page(s.m, 10, 0xA003);
        },
        14,
        5,
        false},
    Violation{Way::iret_4_null, "cs", [](Scene& s) { replace(s, 1, 3); }, 13, 0, false},
    Violation{Way::iret_4_outside_table, "cs", [](Scene& s) { replace(s, 1, gdt_end + 2); }, 13, 0x60, false},
    Violation{Way::iret_4_not_code,
        "cs type",
        [](Scene& s) { change_descriptor(s.m, code_of(1), type_bits, std::uint64_t{0x13} << 40); },
        13,
        0x18,
        false},
    Violation{Way::iret_4_inward, "cs type", [](Scene& s) { replace(s, 1, code_of(0)); }, 13, 0x08, false},
    Violation{Way::iret_4_wrong_dpl,
        "cs dpl",
        [](Scene& s) { change_descriptor(s.m, code_of(1), level_bits, level_bits); },
        13,
        0x18,
        false},
    Violation{Way::iret_4_not_present,
        "cs p",
        [](Scene& s) { change_descriptor(s.m, code_of(1), present_bit, 0); },
        11,
        0x18,
        false},
    Violation{Way::iret_4_outside_code,
        "eip",
        [](Scene& s) { change_descriptor(s.m, code_of(1), limit_bits, 0xFFFF); },
        13,
        0,
        false},
};

// iret from ring 1 to ring 3.
constexpr std::array outer_return{
    Violation{Way::iret_4_wrong_dpl,
        "cs dpl",
        [](Scene& s) { change_descriptor(s.m, code_of(3), level_bits, 0); },
        13,
        0x38,
        false},
    Violation{Way::iret_4_not_present,
        "cs p",
        [](Scene& s) { change_descriptor(s.m, code_of(3), present_bit, 0); },
        11,
        0x38,
        false},
    Violation{Way::iret_5_no_words,
        "ss limit now",
        [](Scene& s) {
            s.m.ss.descriptor = bits<64>(descriptor(0xC0000000, 0xA012, 0xB3, 4));
            s.m.esp = bits<32>(0xA000);
        },
        12,
        0,
        false},
    Violation{Way::iret_5_null, "ss", [](Scene& s) { replace(s, 4, 3); }, 13, 0, false},
    Violation{Way::iret_5_outside_table, "ss", [](Scene& s) { replace(s, 4, gdt_end + 4); }, 13, 0x60, false},
    Violation{Way::iret_5_wrong_rpl, "ss", [](Scene& s) { replace(s, 4, data_of(3) & ~1U); }, 13, 0x40, false},
    Violation{Way::iret_5_not_writable_data,
        "ss type",
        [](Scene& s) { change_descriptor(s.m, data_of(3), std::uint64_t{2} << 40, 0); },
        13,
        0x40,
        false},
    Violation{Way::iret_5_wrong_dpl,
        "ss dpl",
        [](Scene& s) { change_descriptor(s.m, data_of(3), level_bits, 0); },
        13,
        0x40,
        false},
    Violation{Way::iret_5_not_present,
        "ss p",
        [](Scene& s) { change_descriptor(s.m, data_of(3), present_bit, 0); },
        12,
        0x40,
        false},
    Violation{Way::iret_5_outside_code,
        "eip",
        [](Scene& s) { change_descriptor(s.m, code_of(3), limit_bits, 0xFFFF); },
        13,
        0,
        false},
};

constexpr std::array to_virtual_8086{
    Violation{Way::iret_7_no_words,
        "ss limit",
        [](Scene& s) {
            s.m.ss.descriptor = bits<64>(descriptor(0xC0000000, 0xA022, 0x93, 4));
            s.m.esp = bits<32>(0xA000);
        },
        12,
        0,
        false},
    Violation{Way::iret_7_outside_code, "eip", [](Scene& s) { replace(s, 0, 0x10000); }, 13, 0, false},
};

constexpr std::array within_virtual_8086{
    Violation{Way::iret_1_iopl, "iopl", [](Scene& s) { s.m.eflags = bits<32>(0x22202); }, 13, 0, false},
    Violation{Way::iret_2_no_words,
        "esp",
        [](Scene& s) {
            s.m.esp = bits<32>(0xFFF6);
            s.m.ss.descriptor = bits<64>(descriptor(0x6000, 0xFFFE, 0xF3, 0));
        },
        12,
        0,
        false},
    Violation{Way::iret_8_outside_code, "eip", [](Scene& s) { put_on_stack(s.m, 0x7000, {0x10000}); }, 13, 0, false},
};

Scene delivery_in(std::uint32_t ring, std::uint32_t from) {
    return {processor_in(ring), event_from(from, n)};
}

Scene return_to(std::uint32_t from, std::initializer_list<std::uint32_t> words) {
    Scene s{processor_in(from), {}};
    put_on_stack(s.m, at::old_stack, words);
    return s;
}

constexpr std::array checks{
    Ordered_checks{"int n inward", [] { return delivery_in(2, source::int_n); }, deliver, inner},
    Ordered_checks{"int3 inward", [] { return delivery_in(2, source::int3); }, deliver, inner},
    Ordered_checks{"into inward", [] { return delivery_in(2, source::into); }, deliver, inner},
    Ordered_checks{"a fault inward", [] { return delivery_in(2, source::fault); }, deliver, inner},
    Ordered_checks{"a trap inward", [] { return delivery_in(2, source::trap); }, deliver, inner},
    Ordered_checks{"an abort inward", [] { return delivery_in(2, source::abort); }, deliver, inner},
    Ordered_checks{"INT1 inward", [] { return delivery_in(2, source::icebp); }, deliver, inner},
    Ordered_checks{"an interrupt inward", [] { return delivery_in(2, source::external); }, deliver, inner},
    Ordered_checks{"an NMI inward", [] { return delivery_in(2, source::nmi); }, deliver, inner},
    Ordered_checks{"a fault in ring 1", [] { return delivery_in(1, source::fault); }, deliver, same},
    Ordered_checks{"int n in ring 1", [] { return delivery_in(1, source::int_n); }, deliver, same},
    Ordered_checks{"int n in virtual-8086 mode",
        [] {
            return Scene{processor_in_virtual_8086(3), event_from(source::int_n, n)};
        },
        deliver,
        from_virtual_8086},
    Ordered_checks{"iret in ring 1",
        [] {
            return return_to(1, {at::eip, code_of(1), 0x202});
        },
        go_back,
        same_return},
    Ordered_checks{"iret to ring 3",
        [] {
            return return_to(1, {at::eip, code_of(3), 0x202, 0x1000, data_of(3)});
        },
        go_back,
        outer_return},
    Ordered_checks{"iret to virtual-8086 mode",
        [] {
            return return_to(0, {0x123, 0x500, 0x20202, 0x1000, 0x600, 0x700, 0x800, 0x900, 0xA00});
        },
        go_back,
        to_virtual_8086},
    Ordered_checks{"iret in virtual-8086 mode",
        [] {
            Scene s{processor_in_virtual_8086(3), {}};
            put_on_stack(s.m, 0x7000, {0x123, 0x500, 0x202});
            return s;
        },
        go_back,
        within_virtual_8086},
};

} // namespace

std::span<const Ordered_checks> ordered_checks() {
    return checks;
}

} // namespace trapspec::test
