// Every arm of the architecture's rules can be taken.
#include <set>

#include "tests/model/arch/violations.hpp"

namespace trapspec::test {
namespace {

void note(std::set<Way>& seen, const Processor& m) {
    for (const auto& arm : model::arch::arm_table) {
        if (m.fired.has(arm.arm)) {
            seen.insert(arm.arm);
        }
    }
}

TEST(Arch_arms, Each_is_taken_by_a_check_or_by_one_of_these) {
    std::set<Way> seen{Way::none};
    for (const Ordered_checks& checks : ordered_checks()) {
        for (const Violation& violation : checks.violations) {
            Scene right = checks.scene();
            checks.act(right);
            note(seen, right.m);
            Scene wrong = checks.scene();
            violation.spoil(wrong);
            checks.act(wrong);
            note(seen, wrong.m);
        }
    }
    const auto also = [&](std::initializer_list<Way> arms, Processor m, Cpu_event event) {
        model::arch::deliver_and_escalate(m, event);
        for (const Way arm : arms) {
            EXPECT_TRUE(went(m, arm));
            EXPECT_TRUE(seen.insert(arm).second) << model::arch::info(arm).name;
        }
    };
    Processor m = processor_in(1);
    m.paging.on = false;
    also({Way::page_1_off}, std::move(m), event_from(source::int_n, 3));
    m = processor_in(1);
    m.esp = bits<32>(at::old_stack + 2);
    also({Way::page_3_crosses}, std::move(m), event_from(source::int_n, 3));
    m = processor_in(1);
    map_page(m, 9, 0x9001);
    also({Way::page_1_read_only, Way::df_1_in_turn, Way::df_1_double_fault, Way::df_2_shutdown, Way::push_1_error_code},
        std::move(m),
        event_from(source::int_n, 3));
    m = processor_in(1);
    set_gate(m, 3, 0x7, code_of(1));
    also({Way::push_1_narrow}, std::move(m), event_from(source::int_n, 3));
    m = processor_in(1);
    put_on_stack(m, at::old_stack, {0x1111, code_of(1), 0x246}, 2);
    model::arch::return_from_handler(m, false);
    note(seen, m);
    for (const auto& arm : model::arch::arm_table) {
        EXPECT_TRUE(seen.contains(arm.arm)) << arm.name << " is taken by nothing";
    }
}

} // namespace
} // namespace trapspec::test
