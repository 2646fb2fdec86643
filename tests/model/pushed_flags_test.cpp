// R-PUSH-3: what becomes of IF in the pushed eflags, and when the virtual one is read.
#include "tests/support/checks.hpp"

namespace trapspec::test {
namespace {

constexpr uint32_t handler = 0xC0105678;

struct Flags_case {
    uint32_t irq_enabled;
    uint32_t eflags;
    uint32_t pushed;
};

std::ostream& operator<<(std::ostream& out, const Flags_case& flags) {
    return out << std::hex << "enabled_" << flags.irq_enabled << "_eflags_" << flags.eflags << std::dec;
}

class Pushed_flags : public testing::TestWithParam<Flags_case> {};

TEST_P(Pushed_flags, R_PUSH_3_follow_the_virtual_if) {
    Machine m = legal_guest();
    set_gate(m, 3, trap_gate(handler));
    set_shared(m, shared::irq_enabled, GetParam().irq_enabled);
    m.regs.eflags = Word::of(GetParam().eflags);
    happens(m, Event_kind::deliver_trap, {3});
    EXPECT_EQ(word_at(m, 0x8EF4), GetParam().pushed);
    EXPECT_EQ(m.regs.eflags.host(), GetParam().eflags);
    EXPECT_EQ(m.fired.has(Rule::push_3_virtual_if_clear), (GetParam().irq_enabled & 0x200) == 0);
    EXPECT_EQ(read_shared(m, shared::irq_enabled), GetParam().irq_enabled);
}

INSTANTIATE_TEST_SUITE_P(All,
    Pushed_flags,
    testing::Values(Flags_case{0x200, 0x246, 0x246},
        Flags_case{0, 0x246, 0x046},
        Flags_case{0xFFFFFDFF, 0x246, 0x046}, // not zero, but IF is
        Flags_case{0xFFFFFFFF, 0x246, 0x246},
        Flags_case{0x200, 0x046, 0x046}, // never set
        Flags_case{0, 0x046, 0x046},
        Flags_case{0, 0xFFFFFFFF, 0xFFFFFDFF}),
    testing::PrintToStringParamName());

TEST(Pushed_flags_unreadable, R_PUSH_3_if_stays_as_it_is) {
    for (const uint32_t eflags : {0x246U, 0x046U}) {
        Machine no_page = legal_guest();
        no_page.guest.initialised = Flag(false);
        Machine fault = legal_guest();
        set_faults(fault, shared::irq_enabled.fault, 0);
        Machine hole = legal_guest();
        set_faults(hole, 0, 0, 3, 1);
        for (Machine* m : {&no_page, &fault, &hole}) {
            m->memory.poke(0x3000, 4, 0);
            m->regs.eflags = Word::of(eflags);
            set_gate(*m, 3, trap_gate(handler));
            happens(*m, Event_kind::deliver_trap, {3});
            EXPECT_EQ(word_at(*m, 0x8EF4), eflags);
            EXPECT_TRUE(not_fired(*m, {Rule::push_3_virtual_if_clear}));
            EXPECT_TRUE(alive(*m));
        }
    }
}

TEST(Pushed_flags_order, R_PUSH_3_pushed_ss_lands_on_irq_enabled_and_is_what_is_read) {
    Machine m = legal_guest();
    set_gate(m, 3, trap_gate(handler));
    m.cpu.esp1 = Word(0xC0003004u); // ss goes to 0x3000, where irq_enabled is
    happens(m, Event_kind::deliver_trap, {3});
    EXPECT_EQ(writes(m),
        (std::vector<Written>{
            {0x3000, 0x7B}, {0x2FFC, 0xBFFF0F00}, {0x2FF8, 0x046}, {0x2FF4, 0x73}, {0x2FF0, 0x08048123}}));
}

TEST(Pushed_flags_order, R_PUSH_3_pushed_esp_lands_on_irq_enabled_and_is_what_is_read) {
    for (const auto& [esp, pushed] : {std::pair{0xBFFF0200U, 0x246U}, std::pair{0xBFFF0400U, 0x046U}}) {
        Machine m = legal_guest();
        set_gate(m, 3, trap_gate(handler));
        set_shared(m, shared::irq_enabled, ~esp);
        m.cpu.esp1 = Word(0xC0003008u); // ss to 0x3004, esp to 0x3000
        m.regs.esp = Word::of(esp);
        happens(m, Event_kind::deliver_trap, {3});
        EXPECT_EQ(word_at(m, 0x2FFC), pushed);
        EXPECT_EQ(word_at(m, 0x3000), esp);
    }
}

TEST(Pushed_flags_order, R_PUSH_3_is_read_before_the_flags_themselves_are_pushed) {
    Machine m = guest_in_kernel("linux-2.6.32", 0x3004); // same stack: eflags go to 0x3000
    set_gate(m, 3, trap_gate(handler));
    set_shared(m, shared::irq_enabled, 0);
    happens(m, Event_kind::deliver_trap, {3});
    EXPECT_EQ(word_at(m, 0x3000), 0x046U);
}

TEST(Pushed_flags_order, R_PUSH_3_R_PUSH_7_write_to_irq_enabled_comes_after_the_frame) {
    Machine m = guest_in_kernel("linux-2.6.32", 0x300C); // eflags 0x3008, cs 0x3004, eip 0x3000
    set_gate(m, 3, interrupt_gate(handler));
    happens(m, Event_kind::deliver_trap, {3});
    EXPECT_EQ(writes(m), (std::vector<Written>{{0x3008, 0x246}, {0x3004, 0x61}, {0x3000, 0xC0010000}, {0x3000, 0}}));
    EXPECT_EQ(word_at(m, 0x3000), 0U);
}

TEST(Pushed_flags_order, R_PUSH_1_frame_that_overlaps_the_page_table_does_not_change_the_translation) {
    Machine m = guest_in_kernel("linux-2.6.32", 0x2024); // eflags over the entry of virtual page 8
    set_gate(m, 3, trap_gate(handler));
    happens(m, Event_kind::deliver_trap, {3});
    EXPECT_EQ(writes(m), (std::vector<Written>{{0x2020, 0x246}, {0x201C, 0x61}, {0x2018, 0xC0010000}}));
    EXPECT_EQ(m.regs.esp.host(), 0xC0002018U);
}

} // namespace
} // namespace trapspec::test
