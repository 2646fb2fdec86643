// The ring of diff/wire, served until the tester wants no more.
#pragma once

#include "diff/wire/wire.hpp"

namespace lguest::harness {

enum class Farewell { shut_down, protocol_broken };

// protocol_broken: more requests submitted than there are slots, so which of them are meant is unknown.
[[nodiscard]] Farewell serve(trapspec::wire::Ring& ring);

} // namespace lguest::harness
