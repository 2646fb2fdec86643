// R-VER-3, the changes of R-MEM, R-PUSH and R-IRQ: what linux-3.11 does, and what `hardened` does instead.
#include "tests/model/interrupt_event.hpp"

namespace trapspec::test {
namespace {

using interrupt_event::handler;
using interrupt_event::nsec;
using interrupt_event::sec;
using interrupt_event::try_deliver;

void deliver(Machine& m, Gate_words gate) {
    set_gate(m, 3, gate);
    happens(m, Event_kind::deliver_trap, {3});
    ASSERT_EQ(m.outcome.result.host(), 1U);
}

/// Virtual pages 0xC0007000 and 0xC0008000 lie apart.
Machine guest_with_scattered_stack(std::string_view rules, uint32_t top) {
    Machine m = guest_in_kernel(rules, top);
    m.cpu.esp1 = Word::of(place::kernel_base + top);
    map_page(m, 7, 0x15007);
    map_page(m, 8, 0x22007);
    return m;
}

Machine due_guest(std::string_view rules) {
    Machine m = legal_guest(rules);
    m.cpu.irqs_pending = Word(1);
    set_gate(m, 0x20, interrupt_gate(handler));
    return m;
}

TEST(Hardened, last_byte_usable_R_MEM_1) {
    Machine linux_guest = legal_guest("linux-3.11");
    happens(linux_guest, Event_kind::write_memory, {0x3FFFC, 0x11223344});
    EXPECT_TRUE(killed(linux_guest, Reason::bad_write_address, 0x3FFFC, 4));
    Machine m = legal_guest("hardened");
    happens(m, Event_kind::write_memory, {0x3FFFC, 0x11223344});
    EXPECT_TRUE(alive(m));
    EXPECT_EQ(word_at(m, 0x3FFFC), 0x11223344U);
    happens(m, Event_kind::write_memory, {0x3FFFD, 0});
    EXPECT_TRUE(killed(m, Reason::bad_write_address, 0x3FFFD, 4));
    Machine wraps = legal_guest("hardened");
    happens(wraps, Event_kind::read_memory, {0xFFFFFFFD});
    EXPECT_TRUE(killed(wraps, Reason::bad_read_address, 0xFFFFFFFD, 4));
}

TEST(Hardened, frame_in_its_pages_R_PUSH_1_R_PUSH_2) {
    Machine linux_guest = guest_with_scattered_stack("linux-3.11", 0x8004);
    deliver(linux_guest, trap_gate(handler));
    EXPECT_EQ(writes(linux_guest), (std::vector<Written>{{0x22000, 0x246}, {0x21FFC, 0x61}, {0x21FF8, 0xC0010000}}));
    Machine m = guest_with_scattered_stack("hardened", 0x8004);
    deliver(m, trap_gate(handler));
    EXPECT_EQ(writes(m), (std::vector<Written>{{0x22000, 0x246}, {0x15FFC, 0x61}, {0x15FF8, 0xC0010000}}));
    EXPECT_EQ(m.regs.esp.host(), 0xC0007FF8U);
    Machine boundary = guest_with_scattered_stack("hardened", 0x8000);
    map_page(boundary, 8, 0); // holds no byte of the frame
    deliver(boundary, trap_gate(handler));
    EXPECT_EQ(writes(boundary), (std::vector<Written>{{0x15FFC, 0x246}, {0x15FF8, 0x61}, {0x15FF4, 0xC0010000}}));
    EXPECT_TRUE(alive(boundary));
}

TEST(Hardened, frame_in_its_pages_R_PUSH_1_a_word_on_two_pages) {
    Machine linux_guest = guest_with_scattered_stack("linux-3.11", 0x8001);
    deliver(linux_guest, trap_gate(handler));
    EXPECT_EQ(writes(linux_guest).front(), (Written{0x21FFD, 0x246}));
    Machine m = guest_with_scattered_stack("hardened", 0x8001);
    m.regs.eflags = Word(0x00012346u);
    deliver(m, trap_gate(handler));
    EXPECT_EQ(writes(m),
        (std::vector<Written>{{0x15FFD, 0x46, 1},
            {0x15FFE, 0x23, 1},
            {0x15FFF, 0x01, 1},
            {0x22000, 0x00, 1},
            {0x15FF9, 0x61},
            {0x15FF5, 0xC0010000}}));
    EXPECT_TRUE(fired(m, {Rule::push_1_straddling_word}));
}

TEST(Hardened, failed_walk_ends_delivery_R_PUSH_2) {
    Machine linux_guest = guest_in_kernel("linux-3.11");
    map_page(linux_guest, 8, 0x22000); // not present
    deliver(linux_guest, interrupt_gate(handler));
    EXPECT_TRUE(killed(linux_guest, Reason::bad_address, 0xC0008800));
    EXPECT_EQ(writes(linux_guest).size(), 4U);
    Machine m = guest_in_kernel("hardened");
    map_page(m, 8, 0x22000);
    set_gate(m, 3, interrupt_gate(handler));
    const Snapshot before(m);
    deliver(m, interrupt_gate(handler));
    EXPECT_TRUE(killed(m, Reason::bad_address, 0xC00087F4));
    EXPECT_EQ(writes(m), std::vector<Written>{});
    EXPECT_EQ(before.changes(m), (Names{"dead", "reason", "reason_0", "result"}));
}

TEST(Hardened, failed_walk_ends_delivery_and_R_IRQ_2_goes_on) {
    Machine m = due_guest("hardened");
    m.cpu.esp1 = Word(0x00400000u); // no page table
    try_deliver(m, 0);
    EXPECT_TRUE(killed(m, Reason::bad_address, 0x003FFFEC));
    EXPECT_EQ(writes(m), (std::vector<Written>{{0x300C, sec}, {0x3010, nsec}, {0x3014, 0}}));
    EXPECT_EQ(m.cpu.irqs_pending.host(), 0U);
    EXPECT_EQ(m.regs.eip.host(), place::user_eip);
}

TEST(Hardened, selectors_extended_R_PUSH_2_R_PUSH_4) {
    for (const bool hardened : {false, true}) {
        Machine m = legal_guest(hardened ? "hardened" : "linux-3.11");
        m.regs.ss = Word(0xABCD007Bu);
        m.regs.cs = Word(0xFFFF0073u);
        deliver(m, trap_gate(handler));
        EXPECT_EQ(word_at(m, 0x8EFC), hardened ? 0x7BU : 0xABCD007BU);
        EXPECT_EQ(word_at(m, 0x8EF0), hardened ? 0x73U : 0xFFFF0073U);
    }
}

TEST(Hardened, virtual_if_read_first_R_PUSH_3) {
    for (const bool hardened : {false, true}) {
        Machine m = legal_guest(hardened ? "hardened" : "linux-3.11");
        m.cpu.esp1 = Word::of(place::kernel_base + place::data_page + 4); // ss is pushed onto irq_enabled
        deliver(m, trap_gate(handler));
        EXPECT_EQ(read_shared(m, shared::irq_enabled), 0x7BU);
        EXPECT_EQ(word_at(m, place::data_page - 8), hardened ? 0x246U : 0x046U);
    }
}

TEST(Hardened, flags_cleared_R_PUSH_6) {
    for (const bool hardened : {false, true}) {
        Machine m = legal_guest(hardened ? "hardened" : "linux-3.11");
        m.regs.eflags = Word(0x00037346u);
        deliver(m, trap_gate(handler));
        EXPECT_EQ(m.regs.eflags.host(), hardened ? 0x00003246U : 0x00037346U);
        EXPECT_EQ(word_at(m, 0x8EF4), 0x00037346U);
    }
}

TEST(Hardened, only_handled_lines_due_R_IRQ_1) {
    for (const bool hardened : {false, true}) {
        Machine m = legal_guest(hardened ? "hardened" : "linux-3.11");
        m.cpu.irqs_pending = Word(0x80000003u);
        set_gate(m, 0x21, interrupt_gate(handler));
        happens(m, Event_kind::interrupt_pending);
        EXPECT_EQ(m.outcome.result.host(), hardened ? 1U : 0U);
        EXPECT_EQ(m.outcome.more.host(), !hardened); // line 31 does not count either
        set_gate(m, 0x21, {});
        happens(m, Event_kind::interrupt_pending);
        EXPECT_EQ(m.outcome.result.host(), hardened ? nothing_due : 0U);
    }
}

TEST(Hardened, more_counts_R_IRQ_1) {
    for (const bool hardened : {false, true}) {
        Machine m = legal_guest(hardened ? "hardened" : "linux-3.11");
        set_gate(m, 0x20, interrupt_gate(handler));
        set_gate(m, 0x3F, interrupt_gate(handler));
        for (const uint32_t pending : {0U, 1U, 0x80000000U, 0x80000001U}) {
            m.cpu.irqs_pending = Word::of(pending);
            happens(m, Event_kind::interrupt_pending);
            EXPECT_EQ(m.outcome.more.host(), !hardened || pending == 0x80000001) << pending;
        }
    }
}

TEST(Hardened, virtual_if_is_one_bit_R_IRQ_2) {
    for (const bool hardened : {false, true}) {
        for (const uint32_t enabled : {0x200U, 0xFFFFFDFFU}) {
            Machine m = due_guest(hardened ? "hardened" : "linux-3.11");
            set_shared(m, shared::irq_enabled, enabled);
            try_deliver(m, 0, true);
            const bool stops = hardened && enabled != 0x200;
            EXPECT_EQ(m.regs.eip.host(), stops ? place::user_eip : handler);
            EXPECT_EQ(read_shared(m, shared::irq_pending), stops ? 0x200U : 0U);
        }
    }
}

TEST(Hardened, window_only_when_running_R_IRQ_2) {
    for (const bool hardened : {false, true}) {
        for (const bool halted : {false, true}) {
            Machine m = due_guest(hardened ? "hardened" : "linux-3.11");
            m.guest.noirq_end = Word(0xFFFFFFFFu);
            m.cpu.halted = Flag(halted);
            try_deliver(m, 0);
            const bool delivered = hardened && halted;
            EXPECT_EQ(m.regs.eip.host(), delivered ? handler : place::user_eip);
            EXPECT_EQ(m.cpu.halted.host(), halted && !delivered);
        }
    }
}

} // namespace
} // namespace trapspec::test
