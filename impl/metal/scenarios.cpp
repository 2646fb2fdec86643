#include "impl/metal/scenarios.hpp"

#include "diff/wire/metal.hpp"
#include "impl/core/abi.hpp"
#include "impl/metal/text.hpp"

namespace lguest::metal {
namespace {

namespace wire = trapspec::wire::metal;

// diff/wire, "Configuration".
constexpr u32 rules_2_6_32 = 0;
constexpr u32 rules_3_18 = 2;
constexpr u32 linux_vector = syscall_vector_linux;
constexpr u32 plan9_vector = 0x40;

constexpr Scenario_info infos[] = {
    {Scenario::syscall_direct, rules_2_6_32, linux_vector, Reason::none},
    {Scenario::syscall_reflected, rules_2_6_32, linux_vector, Reason::none},
    {Scenario::syscall_lost, rules_2_6_32, linux_vector, Reason::none},
    {Scenario::syscall_second, rules_2_6_32, plan9_vector, Reason::none},
    {Scenario::syscall_second_lost, rules_2_6_32, plan9_vector, Reason::none},
    {Scenario::int3_open, rules_2_6_32, linux_vector, Reason::none},
    {Scenario::int3_closed, rules_2_6_32, linux_vector, Reason::none},
    {Scenario::int3_reflected, rules_2_6_32, linux_vector, Reason::none},
    {Scenario::divide_error, rules_2_6_32, linux_vector, Reason::none},
    {Scenario::invalid_opcode, rules_2_6_32, linux_vector, Reason::none},
    {Scenario::vmcall, rules_2_6_32, linux_vector, Reason::none},
    {Scenario::page_fault, rules_2_6_32, linux_vector, Reason::none},
    {Scenario::general_protection, rules_2_6_32, linux_vector, Reason::none},
    {Scenario::opened_13, rules_2_6_32, linux_vector, Reason::none},
    {Scenario::device_not_available, rules_2_6_32, linux_vector, Reason::none},
    {Scenario::io_emulated, rules_2_6_32, linux_vector, Reason::none},
    {Scenario::switcher_guarded, rules_2_6_32, linux_vector, Reason::none},
    {Scenario::timer, rules_2_6_32, linux_vector, Reason::none},
    {Scenario::halt, rules_2_6_32, linux_vector, Reason::none},
    {Scenario::irq_blocked, rules_2_6_32, linux_vector, Reason::none},
    {Scenario::noirq_window, rules_2_6_32, linux_vector, Reason::none},
    {Scenario::gates_changed, rules_2_6_32, linux_vector, Reason::none},
    {Scenario::gate_removed, rules_2_6_32, linux_vector, Reason::none},
    {Scenario::gate_bad, rules_2_6_32, linux_vector, Reason::bad_idt_type},
    {Scenario::runaway, rules_2_6_32, linux_vector, Reason::outside},
    {Scenario::no_stack, rules_2_6_32, linux_vector, Reason::bad_address},
    {Scenario::frame_shifted, rules_2_6_32, linux_vector, Reason::none},
    {Scenario::frame_shifted_dies, rules_2_6_32, linux_vector, Reason::unhandled_trap},
    {Scenario::tf_left_set, rules_2_6_32, linux_vector, Reason::none},
    {Scenario::tf_dies, rules_2_6_32, linux_vector, Reason::bad_address},
    {Scenario::tf_cleared, rules_3_18, linux_vector, Reason::none},
    {Scenario::nt_left_set, rules_2_6_32, linux_vector, Reason::none},
    {Scenario::machine_check_direct, rules_2_6_32, linux_vector, Reason::none},
    {Scenario::cost, rules_2_6_32, linux_vector, Reason::none},
};

static_assert(sizeof infos / sizeof infos[0] == wire::scenario_count);

} // namespace

const Scenario_info* scenario_named(const char* name) {
    for (u32 i = 0; i < wire::scenario_count; ++i)
        if (is_same(wire::scenarios[i], name))
            return &infos[i];
    return nullptr;
}

Rules rules_numbered(u32 number) {
    return number == rules_3_18 ? linux_3_18 : linux_2_6_32;
}

} // namespace lguest::metal
