// A literal must fit.
// expect: does not fit|not a constant expression
#include "model/domain/concrete.hpp"

using trapspec::model::concrete::Bits;

Bits<8> value() {
#ifndef CONTROL
    return Bits<8>(256);
#else
    return Bits<8>(255);
#endif
}
