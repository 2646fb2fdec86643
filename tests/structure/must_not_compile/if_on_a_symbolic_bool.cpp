// Nor is one that may stand for both truth values.
// expect: deleted
#include "model/domain/symbolic.hpp"

int branch(trapspec::model::symbolic::Bool c) {
#ifndef CONTROL
    while (c) {
        return 1;
    }
#endif
    return c.is_literally(true) ? 1 : 0;
}
