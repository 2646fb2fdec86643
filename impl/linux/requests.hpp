// The kinds of request, which of them are in order, and what their words say of the world outside the core.
#pragma once

#include "diff/wire/wire.hpp"
#include "impl/common/event_kind.hpp"
#include "impl/core/types.hpp"

namespace lguest::harness {

// How many arguments an event of that kind has.
[[nodiscard]] u32 argument_count(Event_kind kind);

// In this order: the kind, whether a Guest was started, the words.
[[nodiscard]] trapspec::wire::Status check(const trapspec::wire::Request& request);

void set_stimulus(Event_kind kind, const u32* arguments);

} // namespace lguest::harness
