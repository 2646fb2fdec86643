// R-GATE-1 to R-GATE-3: which bits of a gate say what.
#include "model/lguest/gate.hpp"

#include "tests/support/checks.hpp"

namespace trapspec::test {
namespace {

using Gate = model::Gate<model::Concrete>;

Gate gate(uint32_t a, uint32_t b) {
    return Gate::of(Word::of(a), Word::of(b));
}

TEST(Gate, R_GATE_1_handler_is_the_outer_halves) {
    EXPECT_EQ(handler(gate(0xAAAA5678, 0x1234BBBB)).host(), 0x12345678U);
    EXPECT_EQ(handler(gate(0xFFFF0000, 0x0000FFFF)).host(), 0U);
    EXPECT_EQ(handler(gate(0x0000FFFF, 0xFFFF0000)).host(), 0xFFFFFFFFU);
}

TEST(Gate, R_GATE_2_all_types) {
    for (uint32_t type = 0; type < 16; ++type) {
        for (const uint32_t rest : {0U, 0xFFFFF0FFU}) {
            const Gate g = gate(~0U, rest | type << 8);
            EXPECT_EQ(model::type(g).host(), type);
            EXPECT_EQ(is_interrupt_gate(g).host(), type == 14);
            EXPECT_EQ(is_trap_gate(g).host(), type == 15);
        }
    }
}

TEST(Gate, R_GATE_3_present_is_bit_15_of_b) {
    EXPECT_TRUE(present(gate(0, 0x00008000)).host());
    EXPECT_FALSE(present(gate(0xFFFFFFFF, 0xFFFF7FFF)).host());
}

TEST(Gate, R_GATE_1_R_GATE_2_R_GATE_3_each_bit_belongs_to_one_field) {
    const Gate zero = gate(0, 0);
    for (unsigned bit = 0; bit < 64; ++bit) {
        const uint64_t one = uint64_t{1} << bit;
        const Gate g = gate(static_cast<uint32_t>(one), static_cast<uint32_t>(one >> 32));
        const bool in_handler = bit < 16 || bit >= 48;
        EXPECT_EQ((handler(g) != handler(zero)).host(), in_handler) << bit;
        EXPECT_EQ((selector(g) != selector(zero)).host(), bit >= 16 && bit < 32) << bit;
        EXPECT_EQ((model::type(g) != model::type(zero)).host(), bit >= 40 && bit < 44) << bit;
        EXPECT_EQ((dpl(g) != dpl(zero)).host(), bit == 45 || bit == 46) << bit;
        EXPECT_EQ(present(g).host(), bit == 47) << bit;
        EXPECT_EQ(g.a().host(), static_cast<uint32_t>(one));
        EXPECT_EQ(g.b().host(), static_cast<uint32_t>(one >> 32));
    }
}

} // namespace
} // namespace trapspec::test
