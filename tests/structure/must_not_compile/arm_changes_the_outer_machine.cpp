// An arm has a machine of its own; a pointer to the outer one does not come with [=].
// expect: is not captured|cannot be implicitly captured
#include "model/domain/branch.hpp"
#include "model/rules.hpp"
#include "model/state/machine.hpp"

using namespace trapspec::model;

void change(Machine<Concrete>& outer, Bool<Concrete> c) {
#ifndef CONTROL
    when(outer, Rule::mem_3_read, c, [](auto&) { outer.regs.eax = Bits<Concrete, 32>(1); });
#else
    when(outer, Rule::mem_3_read, c, [](auto& m) { m.regs.eax = Bits<Concrete, 32>(1); });
#endif
}
