// `?:` is a branch, too.
// expect: deleted
#include "model/domain/concrete.hpp"

using trapspec::model::concrete::Bits;

Bits<32> choose(Bits<32> x, Bits<32> y) {
#ifndef CONTROL
    return x == y ? x : y;
#else
    return ite(x == y, x, y);
#endif
}
