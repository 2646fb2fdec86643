// && and || would not evaluate their second operand in one domain and would in the other.
// expect: deleted
#include "model/domain/concrete.hpp"

using trapspec::model::concrete::Bool;

Bool both(Bool a, Bool b) {
#ifndef CONTROL
    return a && b;
#else
    return a & b;
#endif
}
