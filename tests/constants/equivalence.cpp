#include "tests/constants/equivalence.hpp"

#include <vector>

#include <fmt/format.h>

#include "model/state/event_kinds.hpp"
#include "proofs/run.hpp"
#include "proofs/solver.hpp"

namespace trapspec::constants {

namespace {

using model::Bits;
using model::Bool;
using model::Machine;
using model::Symbolic;

Bool<Symbolic> differ(proofs::Run<Symbolic>& a, proofs::Run<Symbolic>& b) {
    Bool<Symbolic> any = false;
    const auto field = [&](auto, const auto& x, const auto& y) { any = any | (x != y); };
    const Machine<Symbolic>& m = a.machine();
    const Machine<Symbolic>& n = b.machine();
    model::for_each_field(field, m.regs, n.regs);
    model::for_each_field(field, m.cpu, n.cpu);
    model::for_each_field(field, m.guest, n.guest);
    model::for_each_field(field, m.host, n.host);
    model::for_each_field(field, m.outcome, n.outcome);
    const auto slot = a.word<8>("some_slot");
    any = any | (m.gates.get(slot) != n.gates.get(slot)) | (m.idt.get(slot) != n.idt.get(slot));
    const auto address = a.word("some_address");
    any = any | (m.memory.load<1>(address) != n.memory.load<1>(address));
    for (const model::Arm_info& each : model::arm_table) {
        any = any | (m.fired.has(each.arm) != n.fired.has(each.arm));
    }
    return any;
}

proofs::Answer ask(const Mutant& mutant, const model::Rule_set& rules, model::Event_kind kind) {
    model::Session session;
    proofs::Run<Symbolic> original(proofs::Inputs<Symbolic>(session), rules);
    original.arbitrary();
    original.any_event(kind);
    model::Rule_set changed_rules = rules;
    if (mutant.flag != nullptr) {
        changed_rules.*mutant.flag->member = !(changed_rules.*mutant.flag->member);
    }
    proofs::Run<Symbolic> changed(proofs::Inputs<Symbolic>(session), changed_rules);
    {
        const With_mutation active(mutant.mutation);
        changed.arbitrary();
        changed.any_event(kind);
    }
    const std::vector<Bool<Symbolic>> question{differ(original, changed)};
    return proofs::Solver(session, proofs::Options{}, "equivalence").check("differ", question);
}

} // namespace

Equivalence compare(const Mutant& mutant) {
    for (const model::Rule_set& rules : model::rule_sets) {
        if (mutant.flag != nullptr && mutant.version != rules.name) {
            continue;
        }
        for (const model::Event_info& info : model::event_table) {
            const proofs::Answer answer = ask(mutant, rules, info.kind);
            if (answer != proofs::Answer::unsatisfiable) {
                const bool unknown = answer == proofs::Answer::unknown;
                return {false, fmt::format("{} {} ({})", unknown ? "undecided:" : "seen by", info.name, rules.name)};
            }
        }
    }
    return {true, ""};
}

} // namespace trapspec::constants
