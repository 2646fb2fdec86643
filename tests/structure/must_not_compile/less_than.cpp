// An order needs a name: ult or slt.
// expect: no match for .operator<|invalid operands to binary expression
#include "model/domain/concrete.hpp"

using trapspec::model::concrete::Bits;
using trapspec::model::concrete::Bool;

Bool below(Bits<32> x, Bits<32> y) {
#ifndef CONTROL
    return x < y;
#else
    return ult(x, y);
#endif
}
