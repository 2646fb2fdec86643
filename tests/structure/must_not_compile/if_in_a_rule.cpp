// A rule with an `if` on a domain value does not compile, in either domain.
// expect: deleted
#include "model/domain/concrete.hpp"
#include "model/domain/symbolic.hpp"
#include "model/lguest/gate.hpp"

namespace trapspec::model {

template <Domain D>
Bits<D, 32> entry_point(Gate<D> gate) {
#ifndef CONTROL
    if (present(gate)) {
        return handler(gate);
    }
    return Bits<D, 32>(0);
#else
    return ite(present(gate), handler(gate), Bits<D, 32>(0));
#endif
}

template Bits<SNIPPET_DOMAIN, 32> entry_point(Gate<SNIPPET_DOMAIN>);

} // namespace trapspec::model
