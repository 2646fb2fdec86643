// A-GATE, A-CS, A-TSS, A-SS, A-ENTER, A-IRET: each check alone, and every two of them in the SDM's order.
#include "tests/model/arch/violations.hpp"

namespace trapspec::test {
namespace {

bool applies(const Ordered_checks& checks, const Violation& violation) {
    const bool software =
        checks.name.starts_with("int ") || checks.name.starts_with("int3") || checks.name.starts_with("into");
    return violation.way != Way::gate_1_closed || software;
}

/// EXT, where the fault of this check has it.
std::uint32_t expected_error(const Violation& violation, const Scene& scene) {
    const std::uint64_t from = scene.event.source.host();
    const bool software = from == source::int_n || from == source::int3 || from == source::into;
    return violation.error_code | (violation.ext && !software ? 1U : 0U);
}

testing::AssertionResult as_expected(const Violation& violation, const Scene& scene) {
    if (violation.vector == no_fault) {
        return scene.m.answer.kind.host() == model::arch::answer_kind::task_switch ? went(scene.m, violation.way)
                                                                                   : faulted(scene.m, no_fault, 0);
    }
    const auto result = faulted(scene.m, violation.vector, expected_error(violation, scene));
    return result ? went(scene.m, violation.way) : result;
}

TEST(Arch_checks, A_GATE_1_A_CS_1_A_IRET_1_nothing_wrong_goes_through) {
    for (const Ordered_checks& checks : ordered_checks()) {
        Scene scene = checks.scene();
        checks.act(scene);
        EXPECT_TRUE(done(scene.m)) << checks.name;
    }
}

TEST(Arch_checks, A_EVT_2_A_EVT_3_A_GATE_1_A_SS_1_A_ENTER_1_A_IRET_4_A_IRET_5_each_thing_wrong_is_found) {
    for (const Ordered_checks& checks : ordered_checks()) {
        for (const Violation& violation : checks.violations) {
            Scene scene = checks.scene();
            violation.spoil(scene);
            const auto before = registers_of(scene.m);
            checks.act(scene);
            if (applies(checks, violation)) {
                EXPECT_TRUE(as_expected(violation, scene)) << checks.name;
                EXPECT_EQ(registers_of(scene.m), before) << checks.name;
            } else {
                EXPECT_TRUE(done(scene.m)) << checks.name;
            }
        }
    }
}

TEST(Arch_checks, A_GATE_1_A_SS_1_A_ENTER_1_A_IRET_4_A_IRET_5_the_first_check_wins) {
    std::size_t pairs = 0;
    for (const Ordered_checks& checks : ordered_checks()) {
        for (std::size_t first = 0; first < checks.violations.size(); ++first) {
            for (std::size_t second = first + 1; second < checks.violations.size(); ++second) {
                const Violation& a = checks.violations[first];
                const Violation& b = checks.violations[second];
                if (a.changes == b.changes || !applies(checks, a)) {
                    continue;
                }
                Scene scene = checks.scene();
                b.spoil(scene);
                a.spoil(scene);
                checks.act(scene);
                EXPECT_TRUE(as_expected(a, scene))
                    << checks.name << ", with " << model::arch::info(b.way).name << " wrong too";
                ++pairs;
            }
        }
    }
    EXPECT_GT(pairs, 1500U);
}

} // namespace
} // namespace trapspec::test
