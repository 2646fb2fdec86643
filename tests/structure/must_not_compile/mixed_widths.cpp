// No operand is widened by itself.
// expect: no match for .operator\+|invalid operands to binary expression
#include "model/domain/symbolic.hpp"

using trapspec::model::symbolic::Bits;

Bits<32> sum(Bits<32> x, Bits<16> y) {
#ifndef CONTROL
    return x + y;
#else
    return x + zext<32>(y);
#endif
}
