// One event applied to the machine: the only entry point that traces, testers and proofs need.
#pragma once

#include <array>

#include "model/lguest/run.hpp"
#include "model/lguest/switcher.hpp"
#include "model/state/event_kinds.hpp"

namespace trapspec::model {

template <Domain D>
struct Event {
    Event_kind kind = Event_kind::observe;
    std::array<Bits<D, 32>, max_arguments> arguments{};
};

/// A new Guest: every state back to its initial value. What belongs to the Host survives.
template <Domain D>
void start_guest(Machine<D>& m, Bits<D, 32> pfn_limit, Bits<D, 32> mapped_pages);

/// The event by the rules. The outcome, the fired arms and the memory's log are those of this event alone.
template <Domain D>
void step(Machine<D>& m, const Event<D>& event);

} // namespace trapspec::model
