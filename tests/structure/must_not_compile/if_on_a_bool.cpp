// A Bool is no condition.
// expect: deleted
#include "model/domain/concrete.hpp"

int branch(trapspec::model::concrete::Bool c) {
#ifndef CONTROL
    if (c) {
        return 1;
    }
#endif
    return c.host() ? 1 : 0;
}
