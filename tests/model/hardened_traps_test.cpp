// R-VER-3, the other changes: what linux-3.11 does with traps, gates, stacks and stubs, and what `hardened` does instead.
#include "tests/model/trap_event.hpp"

namespace trapspec::test {
namespace {

using namespace trap_event;

constexpr uint32_t minus_einval = 0xFFFFFFEA;

constexpr const char* rules_of(bool hardened) {
    return hardened ? "hardened" : "linux-3.11";
}

TEST(Hardened, syscall_vector_in_range_R_SYS_3) {
    for (const bool hardened : {false, true}) {
        for (const uint32_t vector : {0U, 0x12U, 0x3FU, 0x40U, 0x7FU, 0x80U, 0xFFU, 0x100U}) {
            for (const uint32_t used : {0U, 1U}) {
                Machine m = legal_guest(rules_of(hardened));
                m.syscall_vector = Word::of(vector);
                happens(m, Event_kind::init_interrupts, {used, 0});
                const bool refused = hardened && (vector < 0x40 || vector > 0xFF);
                const bool busy = !refused && used != 0 && vector != 0x80;
                EXPECT_EQ(m.outcome.result.host(), refused ? minus_einval : busy ? minus_ebusy : 0U) << vector;
                EXPECT_EQ(m.outcome.logged.host(), refused || busy) << vector;
                EXPECT_EQ(m.host.syscall_vector_reserved.host(), !refused && used == 0 && vector != 0x80) << vector;
            }
        }
    }
}

TEST(Hardened, machine_check_never_direct_R_TRAP_3) {
    for (const bool hardened : {false, true}) {
        Machine m = legal_guest(rules_of(hardened));
        m.cpu.changed = Word(1);
        set_gate(m, 18, trap_gate(handler));
        happens(m, Event_kind::enter_guest, {0});
        EXPECT_EQ(idt_of(m, 18), hardened ? Gate_words{} : trap_gate(handler));
    }
}

TEST(Hardened, system_calls_reflected_R_TRAP_4) {
    for (const bool hardened : {false, true}) {
        for (const uint32_t vector : {0x21U, 0x40U, 0x80U}) {
            Machine m = ready_guest(rules_of(hardened));
            m.syscall_vector = Word(0x40);
            trap(m, {.number = vector});
            if (hardened && vector != 0x21) {
                expect_reflected(m, {.number = vector});
            } else {
                expect_done(m, {.number = vector});
            }
        }
    }
}

/// A fault of ring `cs & 3` over gate `n`, at an instruction that begins with `opcode`.
Machine after_refused_int(
    std::string_view rules, uint32_t n, uint32_t opcode, uint32_t gate_dpl = 3, uint32_t cs = 0x73, uint32_t low = 2) {
    Machine m = ready_guest(rules);
    set_gate(m, n % 256, trap_gate(handler + n, gate_dpl));
    set_word(m, 0x10000, opcode);
    trap(m, {.number = 13, .errcode = n * 8 + low, .cs = cs, .eflags = 0x10246}); // a fault's RF
    return m;
}

TEST(Hardened, refused_int_n_reflected_R_TRAP_4) {
    Machine linux_guest = after_refused_int("linux-3.11", 0x21, 0x21CD);
    expect_reflected(linux_guest, {.number = 13, .errcode = 0x10A});
    struct Raised {
        uint32_t n, opcode, length;
    };
    for (const Raised raised :
        {Raised{0x21, 0x21CD, 2}, Raised{3, 0xCC, 1}, Raised{4, 0xCE, 1}, Raised{3, 0x03CD, 2}}) {
        Machine m = after_refused_int("hardened", raised.n, raised.opcode);
        EXPECT_TRUE(m.outcome.reflected.host());
        EXPECT_EQ(m.regs.eip.host(), handler + raised.n);
        EXPECT_EQ(writes(m),                                                                         // no error code
            (std::vector<Written>{{0x87FC, 0x246}, {0x87F8, 0x73}, {0x87F4, eip + raised.length}})); // and RF clear
        EXPECT_TRUE(fired(m, {Rule::trap_4_int_n_reflected}));
    }
    EXPECT_EQ(
        after_refused_int("hardened", 0x21, 0x21CD, 0, 0x61).regs.eip.host(), handler + 0x21); // the Guest's ring 0
}

TEST(Hardened, refused_int_n_reflected_R_TRAP_4_only_when_it_was_one) {
    const Machine still_13[] = {
        after_refused_int("hardened", 0x21, 0x2190),             // another instruction
        after_refused_int("hardened", 4, 0xCC),                  // int3 raises 3
        after_refused_int("hardened", 3, 0xCE),                  // into raises 4
        after_refused_int("hardened", 0x21, 0x21CD, 2),          // not opened to ring 3
        after_refused_int("hardened", 0x21, 0x21CD, 3, 0x73, 3), // an external event
        after_refused_int("hardened", 0x21, 0x21CD, 3, 0x73, 0), // a selector of the GDT
        after_refused_int("hardened", 0x121, 0x21CD),            // no such gate
    };
    for (const Machine& m : still_13) {
        EXPECT_EQ(m.regs.eip.host(), handler + 13);
        EXPECT_EQ(writes(m).size(), 4U);
        EXPECT_TRUE(not_fired(m, {Rule::trap_4_int_n_reflected}));
    }
    Machine unreadable = ready_guest("hardened");
    map_page(unreadable, 0x10, 0);
    trap(unreadable, {.number = 13, .errcode = 0x10A});
    EXPECT_TRUE(killed(unreadable, Reason::bad_address, eip));
    EXPECT_EQ(unreadable.regs.eip.host(), handler + 13);
}

TEST(Hardened, refused_stack_dropped_R_STK_1) {
    for (const bool hardened : {false, true}) {
        Machine m = legal_guest(rules_of(hardened));
        happens(m, Event_kind::set_stack, {0x68, 0xC0009000, 1, 0});
        EXPECT_TRUE(killed(m, Reason::bad_stack_segment, 0x68));
        EXPECT_EQ(m.cpu.ss1.host(), hardened ? 0x69U : 0x68U);
        EXPECT_EQ(m.cpu.esp1.host(), hardened ? 0xC0008F00U : 0xC0009000U);
        Machine long_stack = legal_guest(rules_of(hardened));
        happens(long_stack, Event_kind::set_stack, {0x69, 0xC0009000, 3, 0});
        EXPECT_TRUE(killed(long_stack, Reason::bad_stack_pages, 3));
        EXPECT_EQ(long_stack.guest.stack_pages.host(), hardened ? 1U : 3U);
        EXPECT_EQ(long_stack.fired.has(Rule::stk_2_page), !hardened);
    }
}

TEST(Hardened, refused_gate_dropped_R_SET_2) {
    for (const bool hardened : {false, true}) {
        Machine m = legal_guest(rules_of(hardened));
        set_gate(m, 3, trap_gate(handler));
        const Gate_words bad = make_gate(5, 0, 0x12345678);
        happens(m, Event_kind::load_idt_entry, {3, bad.a, bad.b});
        EXPECT_TRUE(killed(m, Reason::bad_idt_type, 5));
        EXPECT_EQ(gate_of(m, 3), hardened ? trap_gate(handler) : bad);
        EXPECT_EQ(m.cpu.changed.host(), 1U);
    }
}

TEST(Hardened, marked_after_bounds_check_R_LOAD_2) {
    for (const bool hardened : {false, true}) {
        Machine m = legal_guest(rules_of(hardened));
        happens(m, Event_kind::load_idt_entry, {256, 0, 0});
        EXPECT_TRUE(killed(m, Reason::setting_idt_entry, 256));
        EXPECT_EQ(m.cpu.changed.host(), hardened ? 0U : 1U);
        happens(m, Event_kind::load_idt_entry, {255, 0, 0});
        EXPECT_EQ(m.cpu.changed.host(), 1U);
    }
}

TEST(Hardened, error_code_stubs_closed_R_DEF_1) {
    for (const bool hardened : {false, true}) {
        Machine m = ready_guest(rules_of(hardened));
        m.cpu.changed = Word(1);
        for (uint32_t vector = 0; vector < 32; ++vector) {
            set_gate(m, vector, interrupt_gate(handler, 3));
        }
        happens(m, Event_kind::enter_guest, {0});
        for (uint32_t vector = 0; vector < 32; ++vector) {
            if (goes_direct(vector, 0x80, rules_of(hardened))) {
                const uint32_t level = hardened && carries_error_code(vector) ? 0 : 3;
                EXPECT_EQ(idt_of(m, vector), make_gate(0xE, level, stub(vector), 0x50)) << vector;
            }
        }
    }
}

TEST(Hardened, nmi_to_host_handler_R_SW_1) {
    for (const bool hardened : {false, true}) {
        Machine m = legal_guest(rules_of(hardened));
        happens(m, Event_kind::switcher_stub, {2, 0, 0});
        EXPECT_EQ(m.outcome.result.host(), hardened ? 2U : 1U);
        EXPECT_EQ(m.regs.trapnum.host(), hardened ? 2U : 256U);
    }
}

TEST(Hardened, second_syscall_to_host_R_SW_1) {
    for (const bool hardened : {false, true}) {
        Machine m = legal_guest(rules_of(hardened));
        m.syscall_vector = Word(0x40);
        happens(m, Event_kind::switcher_stub, {0x40, 0, 0});
        EXPECT_EQ(m.outcome.result.host(), hardened ? 0U : 2U);
        happens(m, Event_kind::switcher_stub, {0x41, 0, 0});
        EXPECT_EQ(m.outcome.result.host(), 2U);
    }
}

TEST(Hardened, first_stack_in_ring_1_R_STK_1) {
    for (const bool hardened : {false, true}) {
        Machine m = bare_machine(rules_of(hardened));
        happens(m, Event_kind::start_guest, {place::pages, place::pages});
        EXPECT_EQ(m.cpu.ss1.host(), hardened ? 0x69U : 0U);
        EXPECT_EQ(state_word(m, "tss_ss1"), 0U); // only an entry refreshes the TSS
    }
}

} // namespace
} // namespace trapspec::test
