#include "diff/engine/shrink.hpp"

#include <rapidcheck.h>

#include "diff/generate/events.hpp"

namespace trapspec::diff {

namespace {

using Events = std::vector<Event>;

rc::Seq<Events> simpler_sequences(const Events& events) {
    return rc::seq::concat(rc::shrink::removeChunks(events),
        rc::shrink::eachElement(events, [](const Event& event) { return rc::seq::fromContainer(simpler(event)); }));
}

} // namespace

std::vector<Event> shrink(
    const Events& events, const std::function<bool(const Events&)>& fails, std::size_t most_attempts) {
    rc::Shrinkable<Events> simplest = rc::shrinkable::shrinkRecur(events, simpler_sequences);
    std::size_t attempts = 0;
    for (bool simpler_found = true; simpler_found && attempts < most_attempts;) {
        simpler_found = false;
        auto candidates = simplest.shrinks();
        for (auto candidate = candidates.next(); candidate && attempts < most_attempts; candidate = candidates.next()) {
            ++attempts;
            if (fails(candidate->value())) {
                simplest = std::move(*candidate);
                simpler_found = true;
                break;
            }
        }
    }
    return simplest.value();
}

} // namespace trapspec::diff
