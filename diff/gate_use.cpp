#include "diff/gate_use.hpp"

#include <algorithm>

#include "diff/decode.hpp"
#include "diff/explain.hpp"
#include "diff/flat_cpu.hpp"
#include "model/arch/arch.hpp"
#include "model/arch/arm_table.hpp"

namespace trapspec::diff {

namespace {

using Kind = model::Event_kind;
namespace arch = model::arch;

constexpr std::uint32_t levels = 4;

/// Flat segments of each level, apart from those that Host and Guest have.
constexpr std::uint32_t spare_code(std::uint32_t level) {
    return (0x20 + level) << 3 | level;
}
constexpr std::uint32_t spare_data(std::uint32_t level) {
    return (0x24 + level) << 3 | level;
}

/// What says which check decided; how the frame's words went says nothing.
bool is_a_step(const arch::Arm_info& arm) {
    return arm.arm != arch::Rule::none && !arm.rule.starts_with("A-PAGE") && !arm.rule.starts_with("A-PUSH");
}

} // namespace

Raised raise_by_int_n(std::uint64_t gate, std::uint32_t vector, std::uint32_t level) {
    Processor m = flat_cpu();
    for (std::uint32_t each = 0; each < levels; ++each) {
        enter_into_gdt(m, data_segment(spare_data(each)));
    }
    const auto target =
        static_cast<std::uint32_t>(model::selector(model::Gate<model::Concrete>{bits<64>(gate)}).host());
    if (target > level_mask) {
        enter_into_gdt(m, code_segment(target));
    }
    m.task.ss1 = bits<16>(spare_data(1));
    m.task.ss2 = bits<16>(spare_data(2));
    m.task.esp1 = m.task.esp2 = m.task.esp0;
    m.cs = code_segment(spare_code(level));
    m.ss = data_segment(spare_data(level));
    m.idt.set(bits<8>(vector), bits<64>(gate));

    Cpu_event event;
    event.source = bits<4>(arch::source::int_n);
    event.vector = bits<8>(vector);
    arch::deliver(m, event);
    Raised raised;
    raised.entered = m.fired.has(arch::Rule::enter_1_entered);
    for (const arch::Arm_info& arm : arch::arm_table) {
        if (is_a_step(arm) && m.fired.has(arm.arm)) {
            raised.steps.push_back(arm.text);
        }
    }
    raised.vector = static_cast<std::uint32_t>(m.answer.vector.host());
    raised.error_code = static_cast<std::uint32_t>(m.answer.error_code.host());
    return raised;
}

bool Gate_at_host::same_as(const Gate_at_host& other) const {
    return vetted == other.vetted && installed == other.installed && fired == other.fired && death == other.death;
}

namespace {

Gate_at_host gate_by(std::string_view rules, std::uint32_t vector, std::uint32_t a, std::uint32_t b) {
    Configuration configuration;
    configuration.rules = rules;
    Model_system host(configuration);
    const auto step = [&](Kind kind, std::initializer_list<std::uint32_t> arguments) {
        return host.step(traces::make_event(kind, arguments));
    };
    step(Kind::start_guest, {configuration.memory_pages, configuration.memory_pages});
    step(Kind::setup_default_idt_entries, {});
    const std::uint64_t at_first = host.tables().idt[vector];
    const Snapshot asked = step(Kind::load_idt_entry, {vector, a, b});
    Gate_at_host made;
    made.rules = {rules};
    made.fired = arms_of(host.fired()[0]);
    made.death = word_of(asked, "dead") != 0 ? show_death(asked) : "";
    step(Kind::enter_guest, {0});
    made.vetted = host.tables().gates[vector];
    made.installed = host.tables().idt[vector];
    constexpr std::uint64_t selector_and_offset = 0xFFFF'0000'FFFF'FFFF;
    made.by_switcher = (made.installed & selector_and_offset) == (at_first & selector_and_offset);
    return made;
}

} // namespace

std::vector<Gate_at_host> gate_at_host(std::uint32_t vector, std::uint32_t a, std::uint32_t b) {
    std::vector<Gate_at_host> all;
    for (const model::Rule_set& rules : model::rule_sets) {
        const Gate_at_host made = gate_by(rules.name, vector, a, b);
        const auto same = std::find_if(all.begin(), all.end(), [&](const auto& each) { return each.same_as(made); });
        if (same == all.end()) {
            all.push_back(made);
        } else {
            same->rules.push_back(rules.name);
        }
    }
    return all;
}

} // namespace trapspec::diff
