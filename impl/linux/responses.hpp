// The answer to a request: the state after the event, its outcome, and the Host's writes.
#pragma once

#include "diff/wire/wire.hpp"
#include "impl/core/types.hpp"

namespace lguest::harness {

void refuse(trapspec::wire::Response& response, u32 sequence, trapspec::wire::Status status);
void answer(trapspec::wire::Response& response, u32 sequence);
void dump_tables(trapspec::wire::Ring& ring);

} // namespace lguest::harness
