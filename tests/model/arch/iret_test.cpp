// A-IRET: what iret takes from the stack in each of its forms.
#include "tests/model/arch/processor.hpp"

namespace trapspec::test {
namespace {

using model::arch::return_from_handler;

constexpr std::uint32_t every_flag = 0xFFFFFFFF;

TEST(Arch_iret, A_IRET_3_which_flags_each_cpl_may_change) {
    for (std::uint32_t ring = 0; ring < 4; ++ring) {
        for (std::uint32_t iopl = 0; iopl < 4; ++iopl) {
            for (const bool wide : {true, false}) {
                std::uint32_t taken = 0x4DD5;
                taken |= wide ? 0x250000U : 0U;
                taken |= ring <= iopl ? 0x200U : 0U;
                taken |= ring == 0 ? 0x3000U : 0U;
                taken |= ring == 0 && wide ? 0x180000U : 0U;
                for (const bool set : {true, false}) {
                    Processor m = processor_in(ring);
                    const std::uint32_t before = (set ? 0U : 0xFFFCBFFFU & ~0x3000U) | iopl << 12;
                    m.eflags = bits<32>(before);
                    put_on_stack(m, at::old_stack, {at::eip, code_of(ring), set ? every_flag & ~0x20000U : 0});
                    if (!wide) {
                        put_on_stack(m, at::old_stack, {at::eip & 0xFFFF, code_of(ring), set ? 0xFFFF : 0U}, 2);
                    }
                    return_from_handler(m, wide);
                    ASSERT_TRUE(done(m));
                    EXPECT_EQ(m.eflags.host(), (before & ~taken & ~0x10000U) | (set ? taken : 0)) << ring << iopl << wide;
                }
            }
        }
    }
}

TEST(Arch_iret, A_IRET_4_the_same_level) {
    Processor m = processor_in(1);
    put_on_stack(m, at::old_stack, {0xC0011111, 0xFFFF0000 | code_of(1), 0x246});
    const auto stack = m.ss;
    return_from_handler(m, true);
    EXPECT_TRUE(done(m) && went(m, Way::iret_4_same_level));
    EXPECT_EQ(m.eip.host(), 0xC0011111U);
    EXPECT_EQ(m.cs.selector.host(), code_of(1));
    EXPECT_EQ(m.esp.host(), at::old_stack + 12U);
    EXPECT_EQ(m.ss.selector.host(), stack.selector.host());
    m = processor_in(1);
    put_on_stack(m, at::old_stack, {0x1111, code_of(1), 0x246}, 2);
    return_from_handler(m, false);
    EXPECT_TRUE(done(m) && went(m, Way::iret_2_narrow));
    EXPECT_EQ(m.eip.host(), 0x1111U);
    EXPECT_EQ(m.esp.host(), at::old_stack + 6U);
}

TEST(Arch_iret, A_IRET_5_A_IRET_6_an_outer_level) {
    for (const bool wide : {true, false}) {
        Processor m = processor_in(1);
        m.ds = m.ss;                                                                  // DPL 1: lost
        m.es = {bits<16>(data_of(3)), m.gdt.get(bits<8>(data_of(3) >> 3))};           // DPL 3: kept
        m.fs = {bits<16>(conforming_code), m.gdt.get(bits<8>(conforming_code >> 3))}; // conforming: kept
        m.gs = {bits<16>(code_of(1)), m.gdt.get(bits<8>(code_of(1) >> 3))};           // code of DPL 1: lost
        put_on_stack(m, at::old_stack, {0x1234, code_of(3), 0x246, 0x5678, 0xABCD0000 | data_of(3)});
        if (!wide) {
            put_on_stack(m, at::old_stack, {0x1234, code_of(3), 0x246, 0x5678, data_of(3)}, 2);
        }
        return_from_handler(m, wide);
        EXPECT_TRUE(done(m) && went(m, Way::iret_5_returned));
        EXPECT_EQ(m.eip.host(), 0x1234U);
        EXPECT_EQ(m.esp.host(), 0x5678U);
        EXPECT_EQ(m.cs.selector.host(), code_of(3));
        EXPECT_EQ(m.cs.descriptor.host(), m.gdt.get(bits<8>(code_of(3) >> 3)).host());
        EXPECT_EQ(m.ss.selector.host(), data_of(3));
        EXPECT_EQ(m.ss.descriptor.host(), m.gdt.get(bits<8>(data_of(3) >> 3)).host());
        EXPECT_EQ(m.ds.selector.host(), 0U);
        EXPECT_EQ(m.ds.descriptor.host(), 0U);
        EXPECT_EQ(m.es.selector.host(), data_of(3));
        EXPECT_EQ(m.fs.selector.host(), conforming_code);
        EXPECT_EQ(m.gs.selector.host(), 0U);
        EXPECT_EQ(m.eflags.host(), 0x246U);
    }
}

TEST(Arch_iret, A_IRET_6_by_level) {
    for (std::uint32_t level = 0; level < 4; ++level) {
        for (std::uint32_t type = 0; type < 32; ++type) {
            for (std::uint32_t dpl = 0; dpl < 4; ++dpl) {
                const model::arch::Segment<model::Concrete> segment{
                    bits<16>(0x58), bits<64>(descriptor(0, 1, 0x80 | dpl << 5 | type))};
                const auto kept = model::arch::kept_at<model::Concrete>(segment, bits<2>(level));
                const bool code_or_data = type >= 0x10;
                const bool conforming = type >= 0x1C;
                const bool lost = code_or_data && !conforming && dpl < level;
                EXPECT_EQ(kept.selector.host(), lost ? 0U : 0x58U);
                EXPECT_EQ(kept.descriptor.host(), lost ? 0U : segment.descriptor.host());
            }
        }
    }
}

TEST(Arch_iret, A_IRET_6_null_selectors_lose_their_rpl) {
    for (std::uint32_t selector = 0; selector < 8; ++selector) {
        const model::arch::Segment<model::Concrete> segment{bits<16>(selector), bits<64>(0)};
        const auto kept = model::arch::kept_at<model::Concrete>(segment, bits<2>(3));
        EXPECT_EQ(kept.selector.host(), selector < 4 ? 0U : selector);
    }
}

TEST(Arch_iret, A_IRET_5_into_a_small_stack_segment_only_sp_changes) {
    Processor m = processor_in(1);
    change_descriptor(m, data_of(3), std::uint64_t{1} << 54, 0);
    put_on_stack(m, at::old_stack, {0x1234, code_of(3), 0x246, 0x12345678, data_of(3)});
    return_from_handler(m, true);
    EXPECT_TRUE(done(m));
    EXPECT_EQ(m.esp.host(), (at::old_stack & 0xFFFF0000U) | 0x5678U);
}

TEST(Arch_iret, A_IRET_4_levels_and_conforming_segments) {
    for (std::uint32_t cpl = 0; cpl < 4; ++cpl) {
        for (std::uint32_t rpl = 0; rpl < 4; ++rpl) {
            for (std::uint32_t dpl = 0; dpl < 4; ++dpl) {
                for (const bool conforming : {false, true}) {
                    Processor m = processor_in(cpl);
                    set_descriptor(m, spare, descriptor(0, 0xFFFFF, 0x9B | dpl << 5 | (conforming ? 4U : 0U)));
                    put_on_stack(m, at::old_stack, {0x1234, spare | rpl, 0x246, 0x5678, data_of(rpl)});
                    return_from_handler(m, true);
                    const bool right = rpl >= cpl && (conforming ? dpl <= rpl : dpl == rpl);
                    EXPECT_TRUE(right ? done(m) : faulted(m, 13, spare)) << cpl << rpl << dpl << conforming;
                }
            }
        }
    }
}

TEST(Arch_iret, A_IRET_7_to_virtual_8086_mode) {
    Processor m = processor_in(0);
    const auto words = {0xFFFFU, 0x500U, 0x3A7202U, 0x1000U, 0x600U, 0x800U, 0x700U, 0x900U, 0xA00U};
    put_on_stack(m, at::old_stack, words);
    return_from_handler(m, true);
    EXPECT_TRUE(done(m) && went(m, Way::iret_7_returned));
    EXPECT_EQ(m.eflags.host(), 0x3A7202U);
    EXPECT_EQ(m.eip.host(), 0xFFFFU);
    EXPECT_EQ(m.esp.host(), 0x1000U);
    const auto selectors = {m.cs.selector.host(),
        m.ss.selector.host(),
        m.es.selector.host(),
        m.ds.selector.host(),
        m.fs.selector.host(),
        m.gs.selector.host()};
    EXPECT_EQ(
        std::vector<std::uint64_t>(selectors), (std::vector<std::uint64_t>{0x500, 0x600, 0x800, 0x700, 0x900, 0xA00}));
    EXPECT_EQ(model::arch::base_of<model::Concrete>(m.ss.descriptor).host(), 0x6000U);
    EXPECT_EQ(model::arch::limit_of<model::Concrete>(m.ss.descriptor).host(), 0xFFFFU);
}

TEST(Arch_iret, A_IRET_7_only_cpl_0_with_operand_size_32) {
    for (const std::uint32_t ring : {1U, 2U, 3U}) {
        Processor m = processor_in(ring);
        put_on_stack(m, at::old_stack, {0x1234, code_of(ring), 0x20202});
        return_from_handler(m, true);
        EXPECT_TRUE(done(m) && went(m, Way::iret_4_same_level));
        EXPECT_EQ(m.eflags.host(), 0x202U); // VM stays as it was
    }
    Processor m = processor_in(0);
    put_on_stack(m, at::old_stack, {0x1234, code_of(0), 0x202}, 2);
    return_from_handler(m, false);
    EXPECT_TRUE(done(m) && went(m, Way::iret_4_same_level));
}

TEST(Arch_iret, A_IRET_8_within_virtual_8086_mode) {
    for (const bool wide : {true, false}) {
        Processor m = processor_in_virtual_8086(3);
        m.eflags = bits<32>(0x23002);
        put_on_stack(m, 0x7000, {0x456, 0x510, 0x7FFFFF});
        if (!wide) {
            put_on_stack(m, 0x7000, {0x456, 0x510, 0xFFFF}, 2);
        }
        return_from_handler(m, wide);
        EXPECT_TRUE(done(m) && went(m, Way::iret_8_returned));
        EXPECT_EQ(m.eip.host(), 0x456U);
        EXPECT_EQ(m.cs.selector.host(), 0x510U);
        EXPECT_EQ(model::arch::base_of<model::Concrete>(m.cs.descriptor).host(), 0x5100U);
        EXPECT_EQ(m.esp.host(), wide ? 0x100CU : 0x1006U);
        EXPECT_EQ(m.ss.selector.host(), 0x600U);
        EXPECT_EQ(m.eflags.host(), wide ? 0x277FD7U : 0x27FD7U);
    }
}

TEST(Arch_iret, A_IRET_1_nt_counts_outside_virtual_8086_mode_only) {
    Processor m = processor_in_virtual_8086(3);
    m.eflags = bits<32>(0x27202);
    put_on_stack(m, 0x7000, {0x456, 0x510, 0x202});
    return_from_handler(m, true);
    EXPECT_TRUE(done(m));
}

TEST(Arch_iret, A_IRET_2_a_page_fault_while_popping_changes_nothing) {
    Processor m = processor_in(3);
    m.esp = bits<32>(at::linear + 0x8FF8);
    put_on_stack(m, at::linear + 0x8FF8, {0x1234, code_of(3), 0x202});
    map_page(m, 9, 0);
    const auto before = registers_of(m);
    return_from_handler(m, true);
    EXPECT_TRUE(faulted(m, 14, 4)); // a read by CPL 3, not present
    EXPECT_EQ(m.cr2.host(), at::linear + 0x9000U);
    EXPECT_EQ(registers_of(m), before);
    m = processor_in(1); // reading a read-only page is no fault, and the outer words may be on another page
    m.esp = bits<32>(at::linear + 0x8FF4);
    put_on_stack(m, at::linear + 0x8FF4, {0x1234, code_of(3), 0x202, 0x5678, data_of(3)});
    map_page(m, 8, 0x8001);
    map_page(m, 9, 0);
    return_from_handler(m, true);
    EXPECT_TRUE(faulted(m, 14, 0));
    map_page(m, 9, 0x9001);
    return_from_handler(m, true);
    EXPECT_TRUE(done(m));
}

TEST(Arch_iret, A_IRET_2_A_IRET_5_the_highest_word_is_read_first) {
    Processor m = processor_in(1);
    m.esp = bits<32>(at::linear + 0x8FF4); // five words: eip to eflags on one page, esp and ss on the next
    put_on_stack(m, at::linear + 0x8FF4, {0x1234, code_of(3), 0x202, 0x5678, data_of(3)});
    map_page(m, 9, 0);
    return_from_handler(m, true);
    EXPECT_TRUE(faulted(m, 14, 0));
    EXPECT_EQ(m.cr2.host(), at::linear + 0x9004U); // ss
    map_page(m, 8, 0);
    return_from_handler(m, true);
    EXPECT_TRUE(faulted(m, 14, 0));
    EXPECT_EQ(m.cr2.host(), at::linear + 0x8FFCU); // eflags
}

TEST(Arch_iret, A_PAGE_3_a_popped_word_on_two_pages) {
    Processor m = processor_in(1);
    map_page(m, 8, 0x5003);
    map_page(m, 9, 0x7003);
    m.esp = bits<32>(at::linear + 0x8FFE);
    m.memory.poke(0x5FFE, 2, 0x1234);
    m.memory.poke(0x7000, 2, 0xC001);
    m.memory.poke(0x7002, 4, code_of(1));
    m.memory.poke(0x7006, 4, 0x246);
    return_from_handler(m, true);
    ASSERT_TRUE(done(m));
    EXPECT_EQ(m.eip.host(), 0xC0011234U);
}

} // namespace
} // namespace trapspec::test
