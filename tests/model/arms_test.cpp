// Every arm of every rule can be taken: one witness each. No arm is dead but `none`, which is the empty arm of `when`.
#include <set>

#include "tests/model/witness.hpp"
#include "tests/support/checks.hpp"

namespace trapspec::test {
namespace {

constexpr std::array sources{memory_and_frame_witnesses, interrupt_and_trap_witnesses, table_and_run_witnesses};

TEST(Arms, Each_witness_fires_its_arm) {
    for (const auto source : sources) {
        for (const Witness& witness : source()) {
            Machine m = legal_guest();
            witness.scenario(m);
            EXPECT_TRUE(fired(m, {witness.arm}));
        }
    }
}

TEST(Arms, No_witness_fires_its_arm_without_its_last_event) {
    // Otherwise a set-up event could be what is seen.
    for (const auto source : sources) {
        for (const Witness& witness : source()) {
            Machine m = legal_guest();
            happens(m, Event_kind::observe);
            EXPECT_TRUE(not_fired(m, {witness.arm}));
            witness.scenario(m);
            happens(m, Event_kind::observe);
            EXPECT_TRUE(not_fired(m, {witness.arm}));
        }
    }
}

TEST(Arms, Every_arm_has_a_witness) {
    std::set<Rule> seen{Rule::none};
    for (const auto source : sources) {
        for (const Witness& witness : source()) {
            EXPECT_TRUE(seen.insert(witness.arm).second) << model::info(witness.arm).name;
        }
    }
    for (const model::Arm_info& arm : model::arm_table) {
        EXPECT_TRUE(seen.contains(arm.arm)) << arm.name << " has no witness";
    }
}

} // namespace
} // namespace trapspec::test
