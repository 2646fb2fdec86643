// Invariants of all reachable states: true of a fresh Guest, and kept by every event kind with any arguments.
#pragma once

#include <algorithm>
#include <initializer_list>
#include <string>

#include "model/lguest/install.hpp"
#include "proofs/theorem.hpp"

namespace trapspec::proofs {

/// `invariant(run)` names its variables (a slot, an address) and returns the property as a function of the machine.
/// Events in `except` are left out: say why where that is used.
template <class Invariant>
void by_induction(Proof& proof, Invariant invariant, std::initializer_list<Event_kind> except = {}) {
    for (const model::Event_info& info : model::event_table) {
        const Event_kind kind = info.kind;
        if (std::find(except.begin(), except.end(), kind) != except.end()) {
            continue;
        }
        const bool base = kind == Event_kind::start_guest;
        proof.show((base ? "base: " : "step: ") + std::string(info.name), [=](auto& run) {
            run.arbitrary();
            const auto property = invariant(run);
            if (!base) {
                run.assume("it held before", property(run.machine()));
            }
            run.any_event(kind);
            run.claim("it holds afterwards", property(run.machine()));
        });
    }
}

/// The same for a property of the step, from the machine before it. `relation(run)` looks at the machine before and
/// returns what to claim of the machine after.
template <class Relation>
void for_every_event(Proof& proof, Relation relation, std::initializer_list<Event_kind> except = {}) {
    for (const model::Event_info& info : model::event_table) {
        const Event_kind kind = info.kind;
        if (std::find(except.begin(), except.end(), kind) != except.end()) {
            continue;
        }
        proof.show_claim_by_claim("event: " + std::string(info.name), [=](auto& run) {
            run.arbitrary();
            const auto claim_after = relation(run);
            run.any_event(kind);
            claim_after(run);
        });
    }
}

/// What precedes an entry into the Guest, for one vector instead of 256. Theorem `entries-copied-alone` says that each
/// entry of the table ends as if it were the only one.
template <Domain D>
void enter_guest_with_one_entry(Machine<D>& m, Bool<D> other_guest, Bits<D, 8> vector) {
    using namespace model;
    when(m, Rule::copy_1_other_guest, other_guest, [](auto& m) { m.cpu.changed = m.cpu.changed | Bits<D, 32>(3); });
    when(m, Rule::copy_1_table_copied, (m.cpu.changed & Bits<D, 32>(1)) != Bits<D, 32>(0), [=](auto& m) {
        copy_trap(m, vector);
    });
    m.cpu.changed = Bits<D, 32>(0);
    m.host.tss_ss1 = m.cpu.ss1;
    m.host.tss_esp1 = m.cpu.esp1;
    m.regs.trapnum = Bits<D, 32>(256);
    m.outcome.entered = true;
}

/// An invariant of one vector's gates, the Guest's and the installed one: `invariant(machine, vector)`. The events that
/// write the whole table are taken one entry at a time (theorem entries-copied-alone), and a pass of the run loop by
/// its parts (theorem run-is-its-parts): the invariant must not look at the outcome, `fired` or `hypercall_pending`.
template <class Invariant>
void by_induction_on_entries(Proof& proof, Invariant invariant, bool tables_set_up_only_at_start = false) {
    by_induction(proof,
        [=](auto& run) {
            const auto vector = run.template word<8>("vector");
            return [=](const auto& m) { return invariant(m, vector); };
        },
        {Event_kind::setup_default_idt_entries, Event_kind::enter_guest, Event_kind::run});
    if (!tables_set_up_only_at_start) {
        proof.show("step: setup_default_idt_entries, one entry", [=](auto& run) {
            run.arbitrary();
            const auto vector = run.template word<8>("vector");
            run.assume("it held before", invariant(run.machine(), vector));
            run.apply([=](auto& m) { m.idt.set(vector, default_idt_entry(m, vector, {}).bits); });
            run.claim("it holds afterwards", invariant(run.machine(), vector));
        });
    }
    proof.show("step: enter_guest, one entry", [=](auto& run) {
        run.arbitrary();
        const auto vector = run.template word<8>("vector");
        const auto other_guest = run.flag("other_guest");
        run.assume("it held before", invariant(run.machine(), vector));
        run.apply([=](auto& m) { enter_guest_with_one_entry(m, other_guest, vector); });
        run.claim("it holds afterwards", invariant(run.machine(), vector));
    });
}

} // namespace trapspec::proofs
