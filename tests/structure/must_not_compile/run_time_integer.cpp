// An integer of the surrounding program enters by name: Bits::of.
// expect: not a constant expression
#include "model/domain/concrete.hpp"

using trapspec::model::concrete::Bits;

Bits<32> enter(unsigned n) {
#ifndef CONTROL
    return Bits<32>(n);
#else
    return Bits<32>::of(n);
#endif
}
