// No value is cut by itself.
// expect: could not convert|cannot convert|no viable conversion
#include "model/domain/concrete.hpp"

using trapspec::model::concrete::Bits;

Bits<16> low_half(Bits<32> x) {
#ifndef CONTROL
    return x;
#else
    return trunc<16>(x);
#endif
}
