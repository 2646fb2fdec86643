// The last byte that fits and the first that does not, and faults in the middle: what faults planted in the rules showed missing.
#include "tests/model/arch/processor.hpp"

namespace trapspec::test {
namespace {

using model::Concrete;
using model::arch::deliver;
using model::arch::return_from_handler;

constexpr std::uint32_t n = 0x21;
constexpr std::uint32_t byte_granular = 4; ///< B set, G clear

void limit_code(Processor& m, std::uint32_t ring, std::uint32_t limit) {
    set_descriptor(m, code_of(ring), descriptor(0, limit, 0x9B | ring << 5, byte_granular));
}

/// The stack is at its usual place, in a segment that ends here.
void limit_stack(Processor& m, std::uint32_t ring, std::uint32_t limit) {
    m.ss.descriptor = bits<64>(descriptor(at::linear, limit, 0x93 | ring << 5, byte_granular));
    m.esp = bits<32>(at::old_stack - at::linear);
}

TEST(Arch_edges, A_DESC_1_the_last_byte_of_a_descriptor_is_within_the_table) {
    for (const std::uint32_t limit : {0x1FU, 0x1EU}) {
        Processor m = processor_in(1);
        set_gate(m, n, 0xE, 0x18);
        m.limits.gdt = bits<16>(limit);
        deliver(m, event_from(source::int_n, n));
        EXPECT_TRUE(limit == 0x1F ? done(m) : faulted(m, 13, 0x18)) << limit;
    }
}

TEST(Arch_edges, A_DESC_1_a_table_holds_256_descriptors) {
    Processor m = processor_in(1);
    m.limits.gdt = bits<16>(0xFFFF);
    const auto is_within = [&](std::uint32_t selector) {
        return model::arch::find<Concrete>(m, bits<16>(selector)).within.host();
    };
    for (const std::uint32_t index : {128U, 255U}) {
        EXPECT_TRUE(is_within(index << 3)) << index;
    }
    for (const std::uint32_t index : {256U, 4096U}) {
        EXPECT_FALSE(is_within(index << 3)) << index;
    }
}

TEST(Arch_edges, A_DESC_3_expand_down_data_ends_by_b) {
    const auto holds = [](std::uint32_t flags, std::uint32_t offset, std::uint32_t bytes) {
        const std::uint64_t expand_down = descriptor(0, 0xFFF, 0x97, flags);
        return model::arch::within_segment<Concrete>(bits<64>(expand_down), bits<32>(offset), bits<32>(bytes)).host();
    };
    for (const std::uint32_t flags : {0U, byte_granular}) {
        EXPECT_FALSE(holds(flags, 0xFFF, 1));
        EXPECT_TRUE(holds(flags, 0x1000, 4));
        EXPECT_TRUE(holds(flags, 0xFFFC, 4));
        EXPECT_EQ(holds(flags, 0xFFFD, 4), flags != 0);
        EXPECT_EQ(holds(flags, 0x10000, 1), flags != 0);
        EXPECT_EQ(holds(flags, 0xFFFFFFFC, 4), flags != 0);
    }
}

// SDM vol. 3C, "Checks on Guest Segment Registers", has all of what virtual-8086 mode makes of a selector: access 0xF3.
TEST(Arch_edges, A_DESC_2_a_segment_in_virtual_8086_mode) {
    for (const std::uint32_t selector : {1U, 0x1600U, 0xFFFFU}) {
        const auto segment = model::arch::segment_of_virtual_8086<Concrete>(bits<16>(selector));
        EXPECT_EQ(model::arch::base_of<Concrete>(segment.descriptor).host(), selector * 16);
        EXPECT_EQ(segment.descriptor.host(), descriptor(selector * 16, 0xFFFF, 0xF3, 0));
    }
}

TEST(Arch_edges, A_EVT_3_A_IRET_4_A_IRET_5_an_error_code_has_all_of_a_selector_but_its_rpl) {
    Processor m = processor_in(1);
    set_gate(m, n, 0xE, 0xFFFF);
    deliver(m, event_from(source::int_n, n));
    EXPECT_TRUE(faulted(m, 13, 0xFFFC) && went(m, Way::cs_1_outside_table));
    put_on_stack(m, at::old_stack, {0x1234, 0xFFFF, 0x202});
    return_from_handler(m, true);
    EXPECT_TRUE(faulted(m, 13, 0xFFFC) && went(m, Way::iret_4_outside_table));
    put_on_stack(m, at::old_stack, {0x1234, code_of(3), 0x202, 0x1000, 0xFFFF});
    return_from_handler(m, true);
    EXPECT_TRUE(faulted(m, 13, 0xFFFC) && went(m, Way::iret_5_outside_table));
}

TEST(Arch_edges, A_GATE_1_iopl_comes_before_the_limit_of_the_idt) {
    Processor m = processor_in_virtual_8086(0);
    m.limits.idt = bits<16>(0);
    deliver(m, event_from(source::int_n, n));
    EXPECT_TRUE(faulted(m, 13, 0) && went(m, Way::gate_1_iopl));
}

// As between the far jump into protected mode and the load of ss: CPL is 0.
TEST(Arch_edges, A_GATE_1_cpl_is_that_of_cs_though_ss_is_still_a_paragraph) {
    Processor m = processor_in(0);
    m.ss.selector = bits<16>(0x9003);
    set_gate(m, n, 0xE, code_of(0), 0);
    deliver(m, event_from(source::int_n, n));
    EXPECT_TRUE(done(m) && went(m, Way::cs_1_same_level));
}

TEST(Arch_edges, A_DF_1_a_double_fault_is_an_abort_and_what_comes_in_turn_a_fault) {
    Processor m = processor_in(1);
    change_gate(m, 13, std::uint64_t{1} << 47, 0);
    model::arch::deliver_and_escalate(m, event_from(source::fault, 13));
    EXPECT_TRUE(done(m) && went(m, Way::df_1_double_fault));
    EXPECT_EQ(m.event.source.host(), source::abort);
    m = processor_in(1);
    change_gate(m, n, std::uint64_t{1} << 47, 0);
    model::arch::deliver_and_escalate(m, event_from(source::int_n, n));
    EXPECT_TRUE(done(m) && went(m, Way::df_1_in_turn));
    EXPECT_EQ(m.event.source.host(), source::fault);
}

TEST(Arch_edges, A_ENTER_1_room_for_a_frame_with_error_code_to_the_byte) {
    for (const std::uint32_t room : {24U, 23U}) {
        Processor m = processor_in(3);
        set_descriptor(m, data_of(1), descriptor(at::linear + 0x8000, 0xFFFF, 0xB3, byte_granular));
        m.task.esp1 = bits<32>(room);
        deliver(m, event_from(source::fault, 13, 1));
        EXPECT_TRUE(room == 24 ? done(m) : faulted(m, 12, 0x21)) << room;
    }
}

TEST(Arch_edges, A_ENTER_1_a_handler_at_the_last_byte_of_its_segment) {
    constexpr std::uint32_t handler = at::handler & 0xFFFF;
    for (const std::uint32_t limit : {handler, handler - 1}) {
        Processor m = processor_in(1);
        set_gate(m, n, 0x6, code_of(1));
        limit_code(m, 1, limit);
        deliver(m, event_from(source::int_n, n));
        EXPECT_TRUE(limit == handler ? done(m) : faulted(m, 13, 0)) << limit;
    }
}

TEST(Arch_edges, A_IRET_2_A_IRET_5_A_IRET_7_a_frame_to_the_last_byte) {
    struct Frame {
        std::uint32_t ring;
        std::uint32_t bytes;
        bool wide;
        std::initializer_list<std::uint32_t> words;
    };
    const Frame frames[] = {{1, 12, true, {0x123, code_of(1), 0x202}},
        {1, 6, false, {0x123, code_of(1), 0x202}},
        {1, 20, true, {0x123, code_of(3), 0x202, 0x1000, data_of(3)}},
        {1, 10, false, {0x123, code_of(3), 0x202, 0x1000, data_of(3)}},
        {0, 36, true, {0x123, 0x500, 0x20202, 0x1000, 0x600, 0x700, 0x800, 0x900, 0xA00}}};
    for (const Frame& each : frames) {
        for (const std::uint32_t missing : {0U, 1U}) {
            Processor m = processor_in(each.ring);
            put_on_stack(m, at::old_stack, each.words, each.wide ? 4 : 2);
            limit_stack(m, each.ring, at::old_stack - at::linear + each.bytes - 1 - missing);
            return_from_handler(m, each.wide);
            EXPECT_TRUE(missing == 0 ? done(m) : faulted(m, 12, 0)) << each.bytes;
        }
    }
}

TEST(Arch_edges, A_IRET_3_a_16_bit_iret_clears_rf_of_the_handler) {
    Processor m = processor_in(1);
    m.eflags = bits<32>(0x10202);
    put_on_stack(m, at::old_stack, {0x123, code_of(1), 0x202}, 2);
    return_from_handler(m, false);
    EXPECT_TRUE(done(m));
    EXPECT_EQ(m.eflags.host(), 0x202U);
}

TEST(Arch_edges, A_IRET_3_A_IRET_5_the_level_that_iret_leaves_decides_about_the_flags) {
    struct Flags {
        std::uint32_t ring, before, on_stack;
    };
    // CPL 0 takes IOPL, VIF and VIP; CPL 1 takes IF with IOPL 1; CPL 3 might do neither.
    for (const Flags& each : {Flags{0, 0x202, 0x183002}, Flags{1, 0x1202, 0x1002}}) {
        Processor m = processor_in(each.ring);
        m.eflags = bits<32>(each.before);
        put_on_stack(m, at::old_stack, {0x1234, code_of(3), each.on_stack, 0x1000, data_of(3)});
        return_from_handler(m, true);
        EXPECT_TRUE(done(m));
        EXPECT_EQ(m.eflags.host(), each.on_stack) << each.ring;
    }
}

TEST(Arch_edges, A_IRET_4_A_IRET_5_eip_at_the_last_byte_of_its_segment) {
    for (const std::uint32_t ring : {1U, 3U}) {
        for (const std::uint32_t limit : {0x1234U, 0x1233U}) {
            Processor m = processor_in(1);
            limit_code(m, ring, limit);
            put_on_stack(m, at::old_stack, {0x1234, code_of(ring), 0x202, 0x1000, data_of(3)});
            return_from_handler(m, true);
            EXPECT_TRUE(limit == 0x1234 ? done(m) : faulted(m, 13, 0)) << ring;
        }
    }
}

TEST(Arch_edges, A_IRET_6_each_of_the_four_data_segments) {
    Processor m = processor_in(1); // data of DPL 1 in all of them
    put_on_stack(m, at::old_stack, {0x1234, code_of(3), 0x202, 0x1000, data_of(3)});
    return_from_handler(m, true);
    EXPECT_TRUE(done(m));
    for (const auto* segment : {&m.ds, &m.es, &m.fs, &m.gs}) {
        EXPECT_EQ(segment->selector.host(), 0U);
    }
}

TEST(Arch_edges, A_IRET_7_A_IRET_8_eip_of_virtual_8086_mode_is_at_most_0xFFFF) {
    for (const std::uint32_t eip : {0xFFFFU, 0x10000U}) {
        Processor to = processor_in(0);
        put_on_stack(to, at::old_stack, {eip, 0x500, 0x20202, 0x1000, 0x600, 0x700, 0x800, 0x900, 0xA00});
        return_from_handler(to, true);
        EXPECT_TRUE(eip == 0xFFFF ? done(to) : faulted(to, 13, 0)) << eip;
        Processor within = processor_in_virtual_8086(3);
        put_on_stack(within, 0x7000, {eip, 0x500, 0x202});
        return_from_handler(within, true);
        EXPECT_TRUE(eip == 0xFFFF ? done(within) : faulted(within, 13, 0)) << eip;
    }
}

TEST(Arch_edges, A_IRET_7_a_page_fault_among_the_words_comes_before_eip) {
    for (const std::uint32_t eip : {0x123U, 0x10000U}) {
        Processor m = processor_in(0);
        constexpr std::uint32_t before_the_end = at::linear + 0xB000 - 12;
        m.esp = bits<32>(before_the_end);
        put_on_stack(m, before_the_end, {eip, 0x500, 0x20202});
        map_page(m, 0xB, 0);
        const auto before = registers_of(m);
        return_from_handler(m, true);
        EXPECT_TRUE(faulted(m, 14, 0)) << eip;
        EXPECT_EQ(registers_of(m), before);
    }
}

TEST(Arch_edges, A_IRET_8_a_page_fault_on_the_stack_of_virtual_8086_mode) {
    Processor m = processor_in_virtual_8086(3);
    map_page(m, 7, 0);
    const auto before = registers_of(m);
    return_from_handler(m, true);
    EXPECT_TRUE(faulted(m, 14, 4));
    EXPECT_EQ(registers_of(m), before);
}

} // namespace
} // namespace trapspec::test
