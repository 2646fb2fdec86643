#include "proofs/run.hpp"

#include "model/rules.hpp"
#include "model/state/words.hpp"

namespace trapspec::proofs {

namespace {

std::vector<std::uint64_t> words_of(Machine<Concrete>& m) {
    std::vector<std::uint64_t> words;
    const auto add = [&](std::string_view, const auto& member) {
        words.push_back(static_cast<std::uint64_t>(member.host()));
    };
    model::for_each_field(add, m.regs);
    model::for_each_field(add, m.cpu);
    model::for_each_field(add, m.guest);
    model::for_each_field(add, m.host);
    model::for_each_field(add, m.outcome);
    return words;
}

} // namespace

template <>
void Run<Symbolic>::event_with(const model::Event<Symbolic>& event) {
    model::step(machine_, event);
    havoc_machine();
}

template <>
void Run<Concrete>::event_with(const model::Event<Concrete>& event) {
    machine_.outcome = {};
    const std::vector<std::uint64_t> before = words_of(machine_);
    model::step(machine_, event);
    const std::vector<std::uint64_t> after = words_of(machine_);

    Witness_event record;
    record.kind = event.kind;
    for (std::size_t i = 0; i < event.arguments.size(); ++i) {
        record.arguments[i] = static_cast<std::uint32_t>(event.arguments[i].host());
    }
    for (std::size_t i = 0; i < after.size(); ++i) {
        if (before[i] != after[i]) {
            record.changed.emplace_back(i, after[i]);
        }
    }
    for (const model::Arm_info& arm : model::arm_table) {
        if (arm.arm != model::Rule::none && machine_.fired.has(arm.arm)) {
            record.fired.push_back(arm.name);
        }
    }
    events_.push_back(std::move(record));
}

} // namespace trapspec::proofs
