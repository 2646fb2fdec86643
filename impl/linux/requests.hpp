// The kinds of request, which of them are in order, and what their words say of the world outside the core.
#pragma once

#include "diff/wire/wire.hpp"
#include "impl/common/event_kind.hpp"
#include "impl/core/types.hpp"

namespace lguest::harness {

// By kind.
inline constexpr u8 argument_counts[] = {
    2, 18, 2, 1, 4, 0, 0, 1, 2, 1, 0, 3, 1, 3, 1, 10, 0, 4, 2, 0, 2, 0, 4, 3, 1, 7, 16};
static_assert(sizeof argument_counts == event_kind_count);
inline constexpr u32 most_arguments = 18;

// How many arguments an event of that kind has.
[[nodiscard]] inline u32 argument_count(Event_kind kind) {
    return argument_counts[static_cast<u32>(kind)];
}

// In this order: the kind, whether a Guest was started, the words.
[[nodiscard]] trapspec::wire::Status check(const trapspec::wire::Request& request);

void set_stimulus(Event_kind kind, const u32* arguments);

} // namespace lguest::harness
