// Every arm of every rule is gone by some history, or is listed as dead with its reason.
#include <gtest/gtest.h>

#include "model/arch/rules.hpp"
#include "proofs/reach.hpp"

namespace trapspec::proofs {
namespace {

TEST(Reach, every_arm_is_reached_or_listed_as_dead) {
    std::size_t reached = 0;
    for (const Arm_reach& arm : reach_arms({})) {
        EXPECT_TRUE(arm.as_listed()) << arm.arm << " for " << arm.rules
                                     << (arm.reach == Reach::alive ? " is listed as dead, and can be gone"
                                                                   : " cannot be reached");
        if (arm.reach == Reach::reached) {
            ++reached;
            ASSERT_TRUE(arm.witness && !arm.witness->events.empty()) << arm.arm;
            EXPECT_TRUE(arm.witness->replays) << arm.arm;
            const auto& fired = arm.witness->events.back().fired;
            EXPECT_NE(std::find(fired.begin(), fired.end(), arm.arm), fired.end()) << arm.arm << " did not fire last";
        } else if (arm.reach == Reach::dead) {
            EXPECT_FALSE(arm.reason.empty()) << arm.arm;
        }
    }
    EXPECT_GT(reached, 300U);
}

TEST(Reach, every_arm_of_the_architecture_is_reached) {
    std::size_t arms = 0;
    for (const Arm_reach& arm : reach_arch_arms({})) {
        ++arms;
        EXPECT_EQ(arm.reach, Reach::reached) << arm.arm;
        ASSERT_TRUE(arm.witness && !arm.witness->values.empty()) << arm.arm;
        EXPECT_TRUE(arm.witness->replays) << arm.arm;
    }
    EXPECT_EQ(arms + 1, model::arch::arm_count) << "`none` is no arm";
}

} // namespace
} // namespace trapspec::proofs
