// All arms of one decision answer with the same type.
// expect: inconsistent deduction|deduced as
#include "model/domain/branch.hpp"
#include "model/rules.hpp"
#include "model/state/machine.hpp"

using namespace trapspec::model;

auto answer(Machine<Concrete>& m, Bool<Concrete> c) {
    return decide(m,
        arm(Rule::mem_3_read, c, [](auto&) { return Bits<Concrete, 32>(1); }),
#ifndef CONTROL
        otherwise(Rule::mem_3_refused, [](auto&) { return Bits<Concrete, 8>(1); }));
#else
        otherwise(Rule::mem_3_refused, [](auto&) { return Bits<Concrete, 32>(2); }));
#endif
}
