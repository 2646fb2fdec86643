// A literal must fit, in Symbolic as well.
// expect: does not fit|not a constant expression
#include "model/domain/symbolic.hpp"

using trapspec::model::symbolic::Bits;

Bits<4> value() {
#ifndef CONTROL
    return Bits<4>(0x10);
#else
    return Bits<4>(0xF);
#endif
}
