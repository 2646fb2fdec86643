// One delivery: the tables are set, ring 0 is left for where the event happens, and whatever follows comes back here.
#pragma once

#include "diff/wire/oracle.hpp"
#include "impl/core/types.hpp"

namespace lguest::metal::oracle {

// Takes the machine over: page tables, descriptors and interrupt table are the oracle's from then on.
void prepare(trapspec::wire::oracle::Places& places);
void answer(const trapspec::wire::oracle::Question& question, trapspec::wire::oracle::Answer& answer);

} // namespace lguest::metal::oracle
