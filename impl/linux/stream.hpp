// Streams: a request that stands for many events.
#pragma once

#include "diff/wire/wire.hpp"

namespace lguest::harness {

// Does the events of a stream and leaves a digest for each. What is answered is the answer to the last of them; a stream
// that is out of order is bad_argument from the event on that is.
[[nodiscard]] trapspec::wire::Status perform_stream(trapspec::wire::Ring& ring, const trapspec::wire::Request& request);

} // namespace lguest::harness
