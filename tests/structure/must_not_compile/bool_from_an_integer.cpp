// A number is no truth value.
// expect: no matching function|no viable conversion|could not convert|conversion from
#include "model/domain/symbolic.hpp"

using trapspec::model::symbolic::Bool;

Bool odd(int n) {
#ifndef CONTROL
    return n & 1;
#else
    return (n & 1) != 0;
#endif
}
