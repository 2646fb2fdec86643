// There is no implicit sign.
// expect: does not fit|not a constant expression
#include "model/domain/concrete.hpp"

using trapspec::model::concrete::Bits;

Bits<32> value() {
#ifndef CONTROL
    return Bits<32>(-1);
#else
    return Bits<32>(0xFFFFFFFFu);
#endif
}
