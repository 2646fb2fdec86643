#include "diff/engine/shrink.hpp"

#include <rapidcheck.h>

#include "diff/generate/events.hpp"

namespace trapspec::diff {

namespace {

using Events = std::vector<Event>;
using Kind = model::Event_kind;

constexpr std::size_t esp_argument = 5; // of a trap, and of a run
constexpr std::size_t ss_argument = 6;

/// Each set_stack left out, and its stack given to the traps behind it: they then come from ring 1 and push there.
std::vector<Events> without_a_stack(const Events& events) {
    std::vector<Events> candidates;
    for (std::size_t i = 0; i < events.size(); ++i) {
        if (events[i].kind != Kind::set_stack) {
            continue;
        }
        Events candidate = events;
        candidate.erase(candidate.begin() + static_cast<std::ptrdiff_t>(i));
        bool given = false;
        for (std::size_t later = i; later < candidate.size(); ++later) {
            Event& event = candidate[later];
            if (event.kind == Kind::trap || event.kind == Kind::run) {
                event.arguments[ss_argument] = events[i].arguments[0];
                event.arguments[esp_argument] = events[i].arguments[1];
                given = true;
            }
        }
        if (given) {
            candidates.push_back(std::move(candidate));
        }
    }
    return candidates;
}

rc::Seq<Events> simpler_sequences(const Events& events) {
    return rc::seq::concat(rc::shrink::removeChunks(events),
        rc::seq::fromContainer(without_a_stack(events)),
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
