// A local that an arm changed would go unmerged in Symbolic.
// expect: discards qualifiers|no viable overloaded
#include "model/domain/branch.hpp"
#include "model/rules.hpp"
#include "model/state/machine.hpp"

using namespace trapspec::model;

void change(Machine<Concrete>& m, Bool<Concrete> c) {
    Bits<Concrete, 32> local(0);
    when(m, Rule::mem_3_read, c, [=](auto& m) {
#ifndef CONTROL
        local = m.regs.eax;
#else
        m.regs.ebx = local;
#endif
    });
}
