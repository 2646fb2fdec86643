// A-PUSH, A-STK, A-DESC, A-PAGE, A-VM, A-DF: frames of every shape, and where their words go.
#include "tests/model/arch/processor.hpp"

namespace trapspec::test {
namespace {

using model::arch::deliver;
using model::arch::deliver_and_escalate;

constexpr std::uint32_t n = 0x21;
constexpr std::uint64_t present_bit = std::uint64_t{1} << 47;
using Words = std::vector<std::uint32_t>;

TEST(Arch_frames, A_PUSH_1_same_level_without_and_with_error_code) {
    Processor m = processor_in(1);
    deliver(m, event_from(source::int_n, n));
    EXPECT_EQ(m.esp.host(), at::old_stack - 12U);
    EXPECT_EQ(frame(m, 3), (Words{at::eip, code_of(1), 0x202}));
    EXPECT_EQ(m.eip.host(), at::handler);
    EXPECT_EQ(m.ss.selector.host(), data_of(1));
    m = processor_in(1);
    deliver(m, event_from(source::fault, 13, 0xABCD));
    EXPECT_EQ(m.esp.host(), at::old_stack - 16U);
    EXPECT_EQ(frame(m, 4), (Words{0xABCD, at::eip, code_of(1), 0x10202}));
}

TEST(Arch_frames, A_TSS_1_the_stack_of_each_inner_level) {
    for (std::uint32_t ring = 0; ring < 3; ++ring) {
        for (const bool wide : {true, false}) {
            Processor m = processor_in(3);
            m.task.wide = wide;
            m.task.esp0 = bits<32>(at::linear + 0x4100);
            m.task.esp1 = bits<32>(at::linear + 0x5100);
            m.task.esp2 = bits<32>(at::linear + 0x6100);
            const std::uint32_t sp = 0x4100 + 0x1000 * ring;
            m.paging.on = wide;
            set_gate(m, n, 0xF, code_of(ring));
            const std::uint32_t last = wide ? 8 * ring + 9 : 4 * ring + 5;
            m.task.limit = bits<32>(last - 1);
            deliver(m, event_from(source::int_n, n));
            EXPECT_TRUE(faulted(m, 10, system_segment));
            m.task.limit = bits<32>(last);
            deliver(m, event_from(source::int_n, n));
            ASSERT_TRUE(done(m));
            EXPECT_EQ(m.esp.host(), (wide ? at::linear : 0) + sp - 20) << ring;
            EXPECT_EQ(m.ss.selector.host(), data_of(ring));
            EXPECT_EQ(m.cs.selector.host(), code_of(ring));
            EXPECT_EQ(frame(m, 5), (Words{at::eip, 0x3B, 0x202, at::old_stack, 0x43}));
        }
    }
}

TEST(Arch_frames, A_PUSH_1_a_16_bit_gate_pushes_16_bits_and_truncates_the_offset) {
    for (const auto& [type, flags] : {std::pair{0x6U, 0x2U}, std::pair{0x7U, 0x202U}}) {
        Processor m = processor_in(3);
        m.eflags = bits<32>(0x40202);
        set_gate(m, 13, type, code_of(1));
        deliver(m, event_from(source::fault, 13, 0xABCD));
        EXPECT_TRUE(done(m) && went(m, Way::push_1_narrow));
        EXPECT_EQ(m.esp.host(), at::stack - 12U);
        EXPECT_EQ(frame(m, 6, 2), (Words{0xABCD, at::eip & 0xFFFF, 0x3B, 0x202, at::old_stack & 0xFFFF, 0x43}));
        EXPECT_EQ(m.eip.host(), at::handler & 0xFFFFU);
        EXPECT_EQ(m.eflags.host(), 0x40000U | flags);
    }
}

TEST(Arch_frames, A_PUSH_1_a_16_bit_frame_takes_half_the_room) {
    for (const auto& [type, fits, none] : {std::tuple{0xEU, 24U, 23U}, std::tuple{0x6U, 12U, 11U}}) {
        for (const std::uint32_t room : {fits, none}) {
            Processor m = processor_in(3);
            set_gate(m, 13, type, code_of(1));
            set_descriptor(m, data_of(1), descriptor(at::linear + 0x8000, 0xFFFFF, 0xB3));
            m.task.esp1 = bits<32>(room);
            deliver(m, event_from(source::fault, 13, 1));
            EXPECT_TRUE(room == fits ? done(m) : faulted(m, 12, 0x21)) << room;
        }
    }
    Processor m = processor_in(3); // without an error code 20 bytes will do
    set_descriptor(m, data_of(1), descriptor(at::linear + 0x8000, 0xFFFFF, 0xB3));
    m.task.esp1 = bits<32>(20);
    deliver(m, event_from(source::fault, 6));
    EXPECT_TRUE(done(m));
}

TEST(Arch_frames, A_STK_1_a_small_stack_segment_moves_sp_and_wraps) {
    Processor m = processor_in(1);
    m.ss.descriptor = bits<64>(descriptor(at::linear, 0xFFFF, 0xB3, 0));
    m.esp = bits<32>(0xABCD0008);
    deliver(m, event_from(source::int_n, n));
    ASSERT_TRUE(done(m));
    EXPECT_EQ(m.esp.host(), 0xABCDFFFCU);
    EXPECT_EQ(word_on_stack(m, at::linear + 4), 0x202U);
    EXPECT_EQ(word_on_stack(m, at::linear), code_of(1));
    EXPECT_EQ(word_on_stack(m, at::linear + 0xFFFC), at::eip);
}

TEST(Arch_frames, A_DESC_3_A_STK_2_limits_up_and_down) {
    struct Limit {
        std::uint64_t descriptor;
        std::uint32_t esp;
        bool room;
    };
    constexpr std::uint32_t base = at::linear;
    const std::vector<Limit> limits{
        {descriptor(base, 0x8FFF, 0xB3, 4), 0x9000, true},            // the last word ends at the limit
        {descriptor(base, 0x8FFE, 0xB3, 4), 0x9000, false},           // one byte less
        {descriptor(base, 0x8, 0xB3, 0xC), 0x9000, true},             // G: 0x8FFF
        {descriptor(base, 0x7, 0xB3, 0xC), 0x9000, false},            // G: 0x7FFF
        {descriptor(base, 0x7FF3, 0xB7, 4), 0x8000, true},            // expand-down: above 0x7FF3
        {descriptor(base, 0x7FF4, 0xB7, 4), 0x8000, false},           //
        {descriptor(base, 0x7FF3, 0xB7, 0), 0x8000, true},            // with B clear up to 0xFFFF
        {descriptor(0, 0xFFFFF, 0xB3, 0xC), 2, false},                // a word that wraps past the top
        {descriptor(base - 0xFFFFFFF0, 0xFFFFF, 0xB3, 0xC), 8, true}, // words on both sides of it
    };
    for (const Limit& each : limits) {
        Processor m = processor_in(1);
        m.ss.descriptor = bits<64>(each.descriptor);
        m.esp = bits<32>(each.esp);
        deliver(m, event_from(source::int_n, n));
        EXPECT_TRUE(each.room ? done(m) : faulted(m, 12, 0)) << std::hex << each.descriptor;
    }
}

TEST(Arch_frames, A_DESC_1_a_selector_with_ti_is_found_in_the_ldt) {
    Processor m = processor_in(3);
    m.ldt.set(bits<8>(1), bits<64>(descriptor(0, 0xFFFFF, 0xBB)));
    m.ldt.set(bits<8>(2), bits<64>(descriptor(0, 0xFFFFF, 0xB3)));
    set_gate(m, n, 0xE, 0x0C);
    m.task.ss1 = bits<16>(0x15);
    m.limits.ldt = bits<16>(0x16);
    deliver(m, event_from(source::int_n, n));
    EXPECT_TRUE(faulted(m, 10, 0x14));
    m.limits.ldt = bits<16>(0x17);
    deliver(m, event_from(source::int_n, n));
    ASSERT_TRUE(done(m));
    EXPECT_EQ(m.cs.selector.host(), 0x0DU);
    EXPECT_EQ(m.ss.selector.host(), 0x15U);
    m = processor_in(3);
    set_gate(m, n, 0xE, 0x0804); // an index of 256 is not index 0
    m.limits.ldt = bits<16>(0xFFFF);
    m.ldt.set(bits<8>(0), bits<64>(descriptor(0, 0xFFFFF, 0xBB)));
    deliver(m, event_from(source::int_n, n));
    EXPECT_TRUE(faulted(m, 13, 0x0804));
}

TEST(Arch_frames, A_DESC_2_base_and_limit_come_from_all_their_places) {
    constexpr std::uint64_t d = descriptor(0x89ABCDEF, 0x54321, 0x93, 0x4);
    EXPECT_EQ(model::arch::base_of<model::Concrete>(bits<64>(d)).host(), 0x89ABCDEFU);
    EXPECT_EQ(model::arch::limit_of<model::Concrete>(bits<64>(d)).host(), 0x54321U);
    EXPECT_EQ(model::arch::limit_of<model::Concrete>(bits<64>(d | std::uint64_t{1} << 55)).host(), 0x54321FFFU);
}

TEST(Arch_frames, A_CS_1_a_conforming_segment_keeps_the_level_and_the_stack) {
    Processor m = processor_in(3);
    set_gate(m, n, 0xE, conforming_code);
    deliver(m, event_from(source::int_n, n));
    EXPECT_TRUE(done(m) && went(m, Way::cs_1_same_level));
    EXPECT_EQ(m.cs.selector.host(), conforming_code + 3);
    EXPECT_EQ(m.esp.host(), at::old_stack - 12U);
}

TEST(Arch_frames, A_PAGE_1_who_may_write_where) {
    struct Page {
        std::uint32_t ring, directory_flags, page_flags;
        bool write_protect;
        std::uint32_t error; ///< 0: none
    };
    for (const Page& each : {Page{3, 7, 7, true, 0},
             Page{3, 7, 3, true, 7},  // a supervisor's page
             Page{3, 3, 7, true, 7},  // by the directory
             Page{3, 7, 5, true, 7},  // read-only
             Page{3, 7, 5, false, 7}, // CR0.WP is not for CPL 3
             Page{3, 5, 7, true, 7},
             Page{1, 7, 3, true, 0},
             Page{1, 7, 5, true, 3},
             Page{1, 5, 7, true, 3},
             Page{1, 7, 1, false, 0},
             Page{1, 7, 6, true, 2},
             Page{3, 7, 6, true, 6},
             Page{3, 6, 7, true, 6}}) {
        Processor m = processor_in(each.ring);
        set_gate(m, n, 0xE, code_of(each.ring));
        m.paging.write_protect = each.write_protect;
        m.memory.poke(at::directory + 0xC00, 4, at::page_table | each.directory_flags);
        map_page(m, 9, 0x9000 | each.page_flags);
        deliver(m, event_from(source::int_n, n));
        EXPECT_TRUE(each.error == 0 ? done(m) : faulted(m, 14, each.error)) << each.ring << each.page_flags;
        EXPECT_EQ(m.cr2.host(), each.error == 0 ? 0U : at::old_stack - 4);
    }
}

TEST(Arch_frames, A_PAGE_3_a_word_on_two_pages) {
    for (const std::uint32_t low : {1U, 2U, 3U}) {
        Processor m = processor_in(1);
        map_page(m, 9, 0x5003); // linear page 9 at physical 5, page 8 at physical 7
        map_page(m, 8, 0x7003);
        m.esp = bits<32>(at::linear + 0x9004 - low);
        deliver(m, event_from(source::int_n, n));
        EXPECT_TRUE(done(m) && went(m, Way::page_3_crosses));
        std::uint32_t flags = 0;
        for (std::uint32_t i = 0; i < 4; ++i) {
            const std::uint32_t linear = 0x9000 - low + i;
            const std::uint32_t physical = linear >= 0x9000 ? linear - 0x4000 : linear - 0x1000;
            flags |= static_cast<std::uint32_t>(m.memory.load<1>(bits<32>(physical)).host()) << (8 * i);
        }
        EXPECT_EQ(flags, 0x202U);
        put_on_stack(m, 0x7000, {});
        map_page(m, 9, 0x5002);
        m.esp = bits<32>(at::linear + 0x9004 - low);
        const auto log = m.memory.load<4>(bits<32>(0x8000 - 4)).host();
        deliver(m, event_from(source::external, n));
        EXPECT_TRUE(faulted(m, 14, 2)); // nothing of the word is written
        EXPECT_EQ(m.cr2.host(), at::linear + 0x9000U);
        EXPECT_EQ(m.memory.load<4>(bits<32>(0x8000 - 4)).host(), log);
        map_page(m, 8, 0x7002);
        deliver(m, event_from(source::external, n));
        EXPECT_TRUE(faulted(m, 14, 2)); // the lower page first
        EXPECT_EQ(m.cr2.host(), at::linear + 0x9000U - low);
    }
    Processor m = processor_in(1); // a word that ends with its page does not cross
    map_page(m, 9, 0);
    m.esp = bits<32>(at::linear + 0x9000);
    deliver(m, event_from(source::int_n, n));
    EXPECT_TRUE(done(m));
}

TEST(Arch_frames, A_PAGE_1_without_paging_linear_is_physical) {
    Processor m = processor_in(1);
    m.paging.on = false;
    m.esp = bits<32>(0x9002);
    deliver(m, event_from(source::int_n, n));
    EXPECT_TRUE(done(m) && went(m, Way::page_1_off));
    EXPECT_EQ(word_on_stack(m, 0x8FFE), 0x202U);
}

TEST(Arch_frames, A_VM_1_from_virtual_8086_mode_nine_words) {
    for (const bool coded : {false, true}) {
        Processor m = processor_in_virtual_8086(0);
        deliver(m, coded ? event_from(source::fault, 13, 0x77) : event_from(source::external, n));
        EXPECT_TRUE(done(m) && went(m, Way::vm_1_entered));
        Words expected{0x123, 0x500, coded ? 0x30202U : 0x20202U, 0x1000, 0x600, 0x800, 0x700, 0x900, 0xA00};
        if (coded) {
            expected.insert(expected.begin(), 0x77);
        }
        EXPECT_EQ(m.esp.host(), at::stack - 4 * expected.size());
        EXPECT_EQ(frame(m, expected.size()), expected);
        EXPECT_EQ(m.cs.selector.host(), code_of(0));
        EXPECT_EQ(m.eflags.host(), 2U);
        for (const auto* segment : {&m.ds, &m.es, &m.fs, &m.gs}) {
            EXPECT_EQ(segment->selector.host(), 0U);
            EXPECT_EQ(segment->descriptor.host(), 0U);
        }
    }
}

TEST(Arch_frames, A_GATE_1_int3_in_virtual_8086_mode_does_not_ask_for_iopl) {
    for (const std::uint32_t from : {source::int3, source::into, source::icebp, source::external}) {
        Processor m = processor_in_virtual_8086(0);
        deliver(m, event_from(from, n));
        EXPECT_TRUE(done(m));
    }
    for (std::uint32_t iopl = 0; iopl < 4; ++iopl) {
        Processor m = processor_in_virtual_8086(iopl);
        deliver(m, event_from(source::int_n, n));
        EXPECT_TRUE(iopl == 3 ? done(m) : faulted(m, 13, 0));
    }
}

TEST(Arch_frames, A_GATE_1_every_type) {
    for (std::uint32_t type = 0; type < 32; ++type) {
        Processor m = processor_in(3);
        set_gate(m, n, type, code_of(1));
        deliver(m, event_from(source::fault, n));
        if (type == 5) {
            EXPECT_EQ(m.answer.kind.host(), model::arch::answer_kind::task_switch);
        } else if (type == 6 || type == 7 || type == 0xE || type == 0xF) {
            EXPECT_TRUE(done(m));
        } else {
            EXPECT_TRUE(faulted(m, 13, n * 8 + 3)) << type;
        }
    }
}

TEST(Arch_frames, A_CS_1_A_SS_1_every_type_of_segment) {
    for (std::uint32_t type = 0; type < 32; ++type) {
        Processor m = processor_in(3);
        set_descriptor(m, spare, descriptor(0, 0xFFFFF, 0xA0 | type));
        set_gate(m, n, 0xE, spare);
        deliver(m, event_from(source::fault, n));
        EXPECT_TRUE(type >= 0x18 ? done(m) : faulted(m, 13, spare + 1)) << type;
        m = processor_in(3);
        set_descriptor(m, spare, descriptor(0, 0xFFFFF, 0xA0 | type));
        m.task.ss1 = bits<16>(spare + 1);
        deliver(m, event_from(source::fault, n));
        const bool expands_down = (type & 0x1C) == 0x14; // nothing lies above a limit of 4 GiB
        const bool writable = (type & 0x1A) == 0x12;
        EXPECT_TRUE(!writable ? faulted(m, 10, spare + 1) : expands_down ? faulted(m, 12, spare + 1) : done(m)) << type;
    }
}

TEST(Arch_frames, A_DF_1_the_table_of_combinations) {
    const auto contributory = [](std::uint32_t v) { return v == 0 || (10 <= v && v <= 13); };
    for (std::uint32_t first = 0; first < 32; ++first) {
        for (const std::uint32_t second : {0U, 1U, 6U, 9U, 10U, 11U, 12U, 13U, 14U, 15U, 17U}) {
            for (const std::uint32_t from : {source::fault,
                     source::trap,
                     source::abort,
                     source::int_n,
                     source::icebp,
                     source::external,
                     source::nmi}) {
                const bool exception = from <= source::abort;
                const bool both = (contributory(first) && contributory(second)) ||
                                  (first == 14 && (contributory(second) || second == 14));
                EXPECT_EQ(
                    model::arch::makes_double_fault<model::Concrete>(event_from(from, first), bits<8>(second)).host(),
                    exception && both)
                    << first << " then " << second;
            }
        }
    }
}

TEST(Arch_frames, A_DF_2_the_longest_chain_ends_in_shutdown) {
    // int n meets a missing gate, that a page fault on its stack, that another, and the double fault's gate is missing.
    Processor m = processor_in(3);
    change_gate(m, n, present_bit, 0);
    set_gate(m, 11, 0xE, code_of(0));
    m.task.esp0 = bits<32>(0x10000); // not mapped
    change_gate(m, 14, present_bit, 0);
    change_gate(m, 8, present_bit, 0);
    deliver_and_escalate(m, event_from(source::int_n, n));
    EXPECT_EQ(m.answer.kind.host(), model::arch::answer_kind::shutdown);
    EXPECT_TRUE(went(m, Way::df_1_in_turn) && went(m, Way::df_1_double_fault) && went(m, Way::df_2_shutdown));
    EXPECT_TRUE(went(m, Way::page_1_no_table));
    change_gate(m, 8, 0, present_bit);
    deliver_and_escalate(m, event_from(source::int_n, n));
    EXPECT_TRUE(done(m));
    EXPECT_EQ(m.event.vector.host(), 8U);
    deliver_and_escalate(m, event_from(source::int_n, 8)); // int 8 is no double fault
    EXPECT_TRUE(done(m));
    change_gate(m, 8, present_bit, 0);
    deliver_and_escalate(m, event_from(source::int_n, 8));
    EXPECT_EQ(m.answer.kind.host(), model::arch::answer_kind::shutdown); // 11 is on the bad stack again
}

TEST(Arch_frames, A_DF_2_a_task_gate_on_the_way_ends_it) {
    Processor m = processor_in(3);
    change_gate(m, n, present_bit, 0);
    set_gate(m, 11, 5, 0);
    deliver_and_escalate(m, event_from(source::int_n, n));
    EXPECT_EQ(m.answer.kind.host(), model::arch::answer_kind::task_switch);
}

} // namespace
} // namespace trapspec::test
