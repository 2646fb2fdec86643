// Each condition of theorem iret-undoes-delivery is needed.
#include <gtest/gtest.h>

#include "model/lguest/rule_set.hpp"
#include "proofs/theorems/iret.hpp"

namespace trapspec::proofs {
namespace {

TEST(Iret, undoes_no_delivery_without_any_one_of_its_conditions) {
    std::size_t conditions = 0;
    for (const Theorem& theorem : iret_theorems_without_a_condition()) {
        const Result result = decide(theorem, model::rule_sets.front(), {});
        EXPECT_EQ(result.verdict, Verdict::refuted) << "not needed: " << theorem.name;
        EXPECT_TRUE(result.witness && !result.witness->violated.empty()) << theorem.name;
        ++conditions;
    }
    EXPECT_EQ(conditions, 6U);
}

} // namespace
} // namespace trapspec::proofs
