// The machine: everything a rule may read or change, in one object.
#pragma once

#include "model/lguest/rule_set.hpp"
#include "model/state/state.hpp"

namespace trapspec::model {

template <Domain D>
struct Machine {
    using Domain_type = D;

    Registers<D> regs{};
    Cpu<D> cpu{};
    Guest<D> guest{};
    Host<D> host{};
    Outcome<D> outcome{};
    typename D::Table gates{};   ///< the Guest's vetted gates: b << 32 | a
    typename D::Table idt{};     ///< the table that the CPU uses while the Guest runs
    typename D::Memory memory{}; ///< Guest-physical
    typename D::Fired fired{};

    // Configuration and environment: no rule changes it.
    Rule_set rules = rule_sets[0];
    Bits<D, 32> syscall_vector{0x80u};
    typename D::Table handlers{}; ///< address of the Switcher's stub for each vector
    Faults<D> faults{};

    /// What branches merge.
    static constexpr auto fields() {
        using M = Machine;
        return std::tuple{field("regs", &M::regs),
            field("cpu", &M::cpu),
            field("guest", &M::guest),
            field("host", &M::host),
            field("outcome", &M::outcome),
            field("gates", &M::gates),
            field("idt", &M::idt),
            field("memory", &M::memory),
            field("fired", &M::fired)};
    }

    void assign(Machine other) { *this = std::move(other); }
};

} // namespace trapspec::model
