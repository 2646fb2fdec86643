// The datatypes of the exported rules: Gate, Registers, Frame, State with one constructor each, Event with one a kind. Accessors carry the
// names of the fields. The members of State are the fields of Cpu, Guest, Host, Outcome and Faults in that order.
#pragma once

#include <z3++.h>

#include "model/domain/session.hpp"
#include "model/lguest/gate.hpp"
#include "model/state/machine.hpp"
#include "proofs/smtlib/datatype.hpp"

namespace trapspec::proofs::smtlib {

class Sorts {
public:
    explicit Sorts(model::Session& session);

    [[nodiscard]] const Datatype& gate() const { return gate_; }
    [[nodiscard]] const Datatype& registers() const { return registers_; }
    [[nodiscard]] const Datatype& frame() const { return frame_; }
    [[nodiscard]] const Datatype& state() const { return state_; }
    [[nodiscard]] const Datatype& event() const { return event_; }

    /// The machine whose every field is that of the term `state`.
    [[nodiscard]] model::Machine<model::Symbolic> machine_of(const z3::expr& state, const model::Rule_set& rules) const;
    /// The State term of a machine.
    [[nodiscard]] z3::expr term_of(const model::Machine<model::Symbolic>& machine) const;

    [[nodiscard]] model::Gate<model::Symbolic> gate_of(const z3::expr& gate) const;
    [[nodiscard]] z3::expr term_of(const model::Gate<model::Symbolic>& gate) const;

    [[nodiscard]] model::Session& session() const { return session_; }

private:
    model::Session& session_;
    Datatype gate_;
    Datatype registers_;
    Datatype frame_;
    Datatype state_;
    Datatype event_;
};

} // namespace trapspec::proofs::smtlib
