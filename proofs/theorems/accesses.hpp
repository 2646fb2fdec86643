// The Host's accesses to lguest_data, for theorems that say what comes of them.
#pragma once

#include "model/lguest/data_page.hpp"

namespace trapspec::proofs {

/// So many bytes of lguest_data, at this address, unless the fault of this bit is injected.
template <model::Domain D>
model::Bool<D> can_be_reached(const model::Machine<D>& m,
    model::Bits<D, 32> address,
    std::uint32_t length,
    model::Bits<D, 32> faults,
    unsigned bit) {
    using Word = model::Bits<D, 32>;
    const auto fails = (lshr(faults, Word::of(bit)) & Word(1)) == Word(1);
    return m.guest.initialised & is_backed(m, address, Word::of(length)) & !fails;
}

} // namespace trapspec::proofs
