// R-SW-1: the stubs, and the register block that the Host reads.
#include "tests/support/checks.hpp"

namespace trapspec::test {
namespace {

// The block from its lowest word up; the last five are the CPU's own.
constexpr std::array<uint32_t, 18> had{
    0xEA, 0xEB, 0xEC, 0xED, 0x51, 0xD1, 0xEB9, 0x65, 0xF5, 0xD5, 0xE5, 0x777, 0x888, 0xE1, 0xC5, 0xF1A6, 0xE59, 0x55};
constexpr std::array names{"eax",
    "ebx",
    "ecx",
    "edx",
    "esi",
    "edi",
    "ebp",
    "gs",
    "fs",
    "ds",
    "es",
    "trapnum",
    "errcode",
    "eip",
    "cs",
    "eflags",
    "esp",
    "ss"};
constexpr uint32_t code = 0xC0DE;

/// What diff/wire/README.md tells: pushes from the top down, and a block at a fixed place.
std::array<uint32_t, 18> pushed_block(uint32_t vector, bool cpu_pushes_code) {
    std::array<uint32_t, 18> block = had;
    std::size_t top = block.size();
    const auto push = [&](uint32_t word) {
        if (top > 0) {
            block[--top] = word;
        }
    };
    for (const std::size_t cpu : {17U, 16U, 15U, 14U, 13U}) {
        push(had[cpu]);
    }
    if (cpu_pushes_code) {
        push(code);
    }
    if (!carries_error_code(vector)) {
        push(0);
    }
    push(vector);
    for (std::size_t general = 11; general-- > 0;) {
        push(had[general]);
    }
    return block;
}

void leave(Machine& m, uint32_t vector, bool cpu_pushes_code) {
    happens(m,
        Event_kind::set_registers,
        {had[0],
            had[1],
            had[2],
            had[3],
            had[4],
            had[5],
            had[6],
            had[7],
            had[8],
            had[9],
            had[10],
            had[11],
            had[12],
            had[13],
            had[14],
            had[15],
            had[16],
            had[17]});
    happens(m, Event_kind::switcher_stub, {vector, cpu_pushes_code ? 1U : 0U, code});
}

TEST(Switcher, R_SW_1_block_and_way_of_every_vector) {
    for (uint32_t vector = 0; vector < 256; ++vector) {
        for (const bool cpu_pushes_code : {false, true}) {
            Machine m = legal_guest();
            leave(m, vector, cpu_pushes_code);
            const auto expected = vector == 2 ? had : pushed_block(vector, cpu_pushes_code);
            for (std::size_t i = 0; i < names.size(); ++i) {
                ASSERT_EQ(state_word(m, names[i]), expected[i]) << vector << " " << names[i];
            }
            const uint32_t way = vector == 2 ? 1 : vector < 32 || vector == 128 ? 0 : 2;
            ASSERT_EQ(m.outcome.result.host(), way);
            EXPECT_EQ(m.fired.has(Rule::sw_1_frame_shifted_up), carries_error_code(vector) && !cpu_pushes_code);
            EXPECT_EQ(m.fired.has(Rule::sw_1_frame_shifted_down),
                vector != 2 && !carries_error_code(vector) && cpu_pushes_code);
            EXPECT_EQ(
                m.fired.has(Rule::sw_1_frame_complete), vector != 2 && carries_error_code(vector) == cpu_pushes_code);
        }
    }
}

TEST(Switcher, R_SW_1_page_fault_and_breakpoint_word_by_word) {
    Machine fault = legal_guest();
    leave(fault, 14, true);
    EXPECT_EQ(fault.regs.trapnum.host(), 14U);
    EXPECT_EQ(fault.regs.errcode.host(), code);
    EXPECT_EQ(fault.regs.eax.host(), 0xEAU);
    EXPECT_EQ(fault.regs.es.host(), 0xE5U);
    EXPECT_TRUE(fired(fault, {Rule::sw_1_to_host, Rule::sw_1_frame_complete}));

    Machine breakpoint = legal_guest();
    leave(breakpoint, 3, false);
    EXPECT_EQ(breakpoint.regs.trapnum.host(), 3U);
    EXPECT_EQ(breakpoint.regs.errcode.host(), 0U);
}

TEST(Switcher, R_SW_1_software_int_14_shifts_the_frame_up) {
    Machine m = legal_guest();
    leave(m, 14, false);
    EXPECT_EQ(m.regs.errcode.host(), 14U);   // the vector
    EXPECT_EQ(m.regs.trapnum.host(), 0xE5U); // es
    EXPECT_EQ(m.regs.es.host(), 0xD5U);      // ds
    EXPECT_EQ(m.regs.ebx.host(), 0xEAU);     // eax
    EXPECT_EQ(m.regs.eax.host(), 0xEAU);     // nothing pushed there
    EXPECT_EQ(m.regs.eip.host(), 0xE1U);
}

TEST(Switcher, R_SW_1_error_code_too_many_shifts_the_frame_down) {
    Machine m = legal_guest();
    leave(m, 3, true);
    EXPECT_EQ(m.regs.errcode.host(), code);
    EXPECT_EQ(m.regs.trapnum.host(), 0U); // the stub's own 0
    EXPECT_EQ(m.regs.es.host(), 3U);      // the vector
    EXPECT_EQ(m.regs.ds.host(), 0xE5U);   // es
    EXPECT_EQ(m.regs.eax.host(), 0xEBU);  // ebx; eax is lost
    EXPECT_EQ(m.regs.eip.host(), 0xE1U);
}

TEST(Switcher, R_SW_1_nmi_goes_straight_back) {
    for (const bool cpu_pushes_code : {false, true}) {
        Machine m = legal_guest();
        const Snapshot before(m);
        happens(m, Event_kind::switcher_stub, {2, cpu_pushes_code ? 1U : 0U, code});
        EXPECT_EQ(before.changes(m), Names{"result"});
        EXPECT_EQ(m.outcome.result.host(), 1U);
        EXPECT_TRUE(fired(m, {Rule::sw_1_nmi}));
    }
}

TEST(Switcher, R_SW_1_second_system_call_vector_has_no_stub_of_its_own) {
    Machine m = legal_guest();
    m.syscall_vector = Word(0x40);
    leave(m, 0x40, false);
    EXPECT_EQ(m.outcome.result.host(), 2U); // the Host's handler for a real interrupt
    EXPECT_TRUE(fired(m, {Rule::sw_1_to_host_handler}));
}

} // namespace
} // namespace trapspec::test
