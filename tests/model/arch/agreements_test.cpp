// What two emulators and silicon were measured to agree on, line by line, and the frames that the rules push.
#include "tests/model/arch/processor.hpp"

namespace trapspec::test {
namespace {

using model::arch::deliver;
using model::arch::deliver_and_escalate;

constexpr std::uint32_t n = 0x21;
constexpr std::uint32_t gate_error = n * 8 + 2;
constexpr std::uint64_t present_bit = std::uint64_t{1} << 47;

std::vector<std::uint32_t> sources() {
    std::vector<std::uint32_t> all;
    for (std::uint32_t each = 0; each < source::count; ++each) {
        all.push_back(each);
    }
    return all;
}

TEST(Arch_agreements, A_PUSH_1_selectors_are_pushed_zero_extended) {
    Processor m = processor_in(3);
    put_on_stack(m, at::stack - 20, {~0U, ~0U, ~0U, ~0U, ~0U});
    deliver(m, event_from(source::int_n, n));
    ASSERT_TRUE(done(m));
    EXPECT_EQ(frame(m, 5), (std::vector<std::uint32_t>{at::eip, 0x3B, 0x202, at::old_stack, 0x43}));
}

TEST(Arch_agreements, A_GATE_1_limit_then_type_then_dpl_then_present) {
    Processor m = processor_in(3);
    m.idt.set(bits<8>(n), bits<64>(0));
    deliver(m, event_from(source::int_n, n));
    EXPECT_TRUE(faulted(m, 13, gate_error) && went(m, Way::gate_1_not_a_gate));
    set_gate(m, n, 0xE, code_of(1), 0);
    change_gate(m, n, present_bit, 0);
    deliver(m, event_from(source::int_n, n));
    EXPECT_TRUE(faulted(m, 13, gate_error) && went(m, Way::gate_1_closed));
    change_gate(m, n, 0, std::uint64_t{3} << 45);
    deliver(m, event_from(source::int_n, n));
    EXPECT_TRUE(faulted(m, 11, gate_error));
    deliver(m, event_from(source::external, n));
    EXPECT_TRUE(faulted(m, 11, gate_error + 1)); // EXT
    m.limits.idt = bits<16>(n * 8 + 6);
    deliver(m, event_from(source::external, n));
    EXPECT_TRUE(faulted(m, 13, gate_error + 1));
    m.limits.idt = bits<16>(n * 8 + 7);
    change_gate(m, n, 0, present_bit);
    deliver(m, event_from(source::external, n));
    EXPECT_TRUE(done(m));
}

TEST(Arch_agreements, A_GATE_1_only_int_n_int3_and_into_ask_for_the_dpl) {
    for (const std::uint32_t from : sources()) {
        for (std::uint32_t ring = 1; ring < 4; ++ring) {
            for (std::uint32_t dpl = 0; dpl < 4; ++dpl) {
                Processor m = processor_in(ring);
                set_gate(m, n, 0xE, code_of(1), dpl);
                deliver(m, event_from(from, n));
                const bool asked = from == source::int_n || from == source::int3 || from == source::into;
                EXPECT_TRUE(asked && dpl < ring ? faulted(m, 13, gate_error) : done(m)) << from;
            }
        }
    }
}

TEST(Arch_agreements, A_EVT_1_int_8_int_13_and_int_14_push_no_error_code) {
    for (std::uint32_t vector = 0; vector < 256; ++vector) {
        const bool coded = vector == 8 || (10 <= vector && vector <= 14) || vector == 17;
        for (const std::uint32_t from : sources()) {
            Processor m = processor_in(3);
            deliver(m, event_from(from, vector, 0x1234));
            ASSERT_TRUE(done(m));
            const bool exception = from == source::fault || from == source::trap || from == source::abort;
            EXPECT_EQ(at::stack - m.esp.host(), coded && exception ? 24U : 20U) << vector << " from " << from;
            EXPECT_EQ(frame(m, 1)[0], coded && exception ? 0x1234U : at::eip);
        }
    }
}

TEST(Arch_agreements, A_CS_1_the_rpl_of_the_gates_selector_is_ignored) {
    for (std::uint32_t rpl = 0; rpl < 4; ++rpl) {
        Processor m = processor_in(3);
        set_gate(m, n, 0xE, (code_of(1) & ~3U) | rpl);
        deliver(m, event_from(source::int_n, n));
        EXPECT_TRUE(done(m));
        EXPECT_EQ(m.cs.selector.host(), code_of(1));
    }
}

TEST(Arch_agreements, A_CS_1_a_transfer_outward_is_refused_with_the_selector) {
    Processor m = processor_in(1);
    set_gate(m, n, 0xE, code_of(3));
    deliver(m, event_from(source::int_n, n));
    EXPECT_TRUE(faulted(m, 13, code_of(3) & ~3U) && went(m, Way::cs_1_outer_level));
}

TEST(Arch_agreements, A_CS_1_A_SS_1_a_null_selector_gives_error_code_0) {
    for (std::uint32_t null = 0; null < 4; ++null) {
        Processor m = processor_in(3);
        set_gate(m, n, 0xE, null);
        deliver(m, event_from(source::int_n, n));
        EXPECT_TRUE(faulted(m, 13, 0) && went(m, Way::cs_1_null));
        set_gate(m, n, 0xE, code_of(1));
        m.task.ss1 = bits<16>(null);
        deliver(m, event_from(source::int_n, n));
        EXPECT_TRUE(faulted(m, 10, 0) && went(m, Way::ss_1_null));
        deliver(m, event_from(source::fault, n));
        EXPECT_TRUE(faulted(m, 10, 1)); // EXT alone
    }
}

TEST(Arch_agreements, A_EVT_5_tf_nt_and_rf_are_cleared_and_the_others_survive) {
    constexpr std::uint32_t all = 0x3D7FD7; // all but VM, with IOPL 1
    for (const std::uint32_t type : {0xEU, 0xFU, 0x6U, 0x7U}) {
        Processor m = processor_in(3);
        m.eflags = bits<32>(all & ~flag::virtual_8086);
        set_gate(m, n, type, code_of(1));
        deliver(m, event_from(source::external, n));
        ASSERT_TRUE(done(m));
        const std::uint32_t cleared = 0x34100U | (type == 0xE || type == 0x6 ? 0x200U : 0U);
        EXPECT_EQ(m.eflags.host(), all & ~cleared) << type;
        if (type >= 0xE) {
            EXPECT_EQ(frame(m, 3)[2], all & ~flag::virtual_8086);
        }
    }
}

TEST(Arch_agreements, A_EVT_5_if_is_cleared_by_an_interrupt_gate_alone) {
    for (const std::uint32_t from : sources()) {
        for (const auto& [type, flags] : {std::pair{0xEU, 0x2U}, std::pair{0xFU, 0x202U}}) {
            Processor m = processor_in(1);
            set_gate(m, n, type, code_of(1));
            deliver(m, event_from(from, n));
            EXPECT_TRUE(done(m) && went(m, Way::cs_1_same_level));
            EXPECT_EQ(m.eflags.host(), flags);
        }
    }
}

TEST(Arch_agreements, A_EVT_4_rf_is_pushed_by_kind) {
    for (const std::uint32_t from : sources()) {
        for (const bool was_set : {false, true}) {
            for (const bool in_repetition : {false, true}) {
                for (const bool breakpoint : {false, true}) {
                    Processor m = processor_in(3);
                    m.eflags = bits<32>(was_set ? 0x10202 : 0x202);
                    Cpu_event event = event_from(from, 1);
                    event.in_repetition = in_repetition;
                    event.instruction_breakpoint = breakpoint;
                    deliver(m, event);
                    const bool between = from == source::external || from == source::nmi || from == source::trap;
                    const bool program = from >= source::int_n && from <= source::icebp;
                    const bool set =
                        (from == source::fault && !breakpoint) || (between && in_repetition) || (!program && was_set);
                    EXPECT_EQ(frame(m, 3)[2], set ? 0x10202U : 0x202U) << from << was_set << in_repetition;
                }
            }
        }
    }
}

// Ring 3 of a real CPU under Linux, which opens 3, 4 and 0x80 alone: all other 253.
TEST(Arch_agreements, A_GATE_1_A_EVT_4_a_refused_int_n_is_a_general_protection_fault_with_rf) {
    for (std::uint32_t vector = 0; vector < 256; ++vector) {
        if (vector == 3 || vector == 4 || vector == 0x80) {
            continue;
        }
        Processor m = processor_in(3);
        set_gate(m, vector, 0xE, code_of(1), 0);
        set_gate(m, 13, 0xE, code_of(1), 0);
        deliver_and_escalate(m, event_from(source::int_n, vector));
        ASSERT_TRUE(done(m));
        EXPECT_EQ(frame(m, 4), (std::vector<std::uint32_t>{vector * 8 + 2, at::eip, code_of(3), 0x10202})) << vector;
    }
}

TEST(Arch_agreements, A_EVT_6_pushf_shows_all_but_rf_and_vm) {
    for (unsigned number = 0; number < 32; ++number) {
        const std::uint32_t flag = 1U << number;
        const bool shown = number < 24 && number != 16 && number != 17;
        const auto seen = model::arch::flags_shown_by_pushf<model::Concrete>(bits<32>(flag));
        EXPECT_EQ(seen.host(), shown ? flag : 0) << number;
    }
}

TEST(Arch_agreements, A_PUSH_1_A_PAGE_2_words_pushed_before_a_page_fault_stay) {
    Processor m = processor_in(3);
    m.task.esp1 = bits<32>(at::linear + 0x9008);
    map_page(m, 8, 0);
    const auto before = registers_of(m);
    deliver(m, event_from(source::int_n, n));
    EXPECT_TRUE(faulted(m, 14, 2)); // a supervisor's write, not present
    EXPECT_EQ(m.cr2.host(), at::linear + 0x8FFCU);
    EXPECT_EQ(word_on_stack(m, at::linear + 0x9004), 0x43U);
    EXPECT_EQ(word_on_stack(m, at::linear + 0x9000), at::old_stack);
    EXPECT_EQ(registers_of(m), before);
    set_gate(m, 14, 0xE, code_of(0));
    m.task.esp0 = bits<32>(at::linear + 0x7000);
    deliver_and_escalate(m, event_from(source::int_n, n));
    EXPECT_TRUE(done(m));
    EXPECT_EQ(m.cs.selector.host(), code_of(0));
    EXPECT_EQ(frame(m, 3), (std::vector<std::uint32_t>{2, at::eip, 0x3B}));
    EXPECT_EQ(frame(m, 4)[3], 0x10202U); // of a fault: RF
}

TEST(Arch_agreements, A_DF_1_through_a_gate_that_is_not_present) {
    for (const std::uint32_t vector : {0U, 10U, 11U, 12U, 13U, 14U}) {
        Processor m = processor_in(3);
        change_gate(m, vector, present_bit, 0);
        deliver_and_escalate(m, event_from(source::fault, vector, 0x55));
        EXPECT_TRUE(done(m) && went(m, Way::df_1_double_fault)) << vector;
        EXPECT_EQ(m.event.vector.host(), 8U);
        EXPECT_EQ(frame(m, 2), (std::vector<std::uint32_t>{0, at::eip}));
    }
    for (const std::uint32_t vector : {1U, 3U, 6U, 7U, 16U, 17U, 19U}) {
        Processor m = processor_in(3);
        change_gate(m, vector, present_bit, 0);
        deliver_and_escalate(m, event_from(source::fault, vector));
        EXPECT_TRUE(done(m) && went(m, Way::df_1_in_turn)) << vector;
        EXPECT_EQ(m.event.vector.host(), 11U);
        EXPECT_EQ(frame(m, 1)[0], vector * 8 + 3);
    }
}

} // namespace
} // namespace trapspec::test
