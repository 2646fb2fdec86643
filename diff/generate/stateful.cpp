#include "diff/generate/stateful.hpp"

#include <rapidcheck.h>
#include <rapidcheck/state.h>

#include "diff/generate/events.hpp"

namespace trapspec::diff {

namespace {

constexpr int sequence_size = 120; ///< RapidCheck draws 1 to this many events and one more

struct Progress {
    std::uint32_t events = 0;
};

class Event_command final : public rc::state::Command<Progress, std::vector<Event>> {
public:
    explicit Event_command(const Event& event) : event_(event) {}

    void apply(Progress& progress) const override { ++progress.events; }
    void run(const Progress&, std::vector<Event>& events) const override { events.push_back(event_); }
    void show(std::ostream& out) const override { out << model::info(event_.kind).name; }

private:
    Event event_;
};

using Command_pointer = std::shared_ptr<const Event_command::CommandType>;

rc::Shrinkable<Event> shrinkable_event(const Event& event) {
    return rc::shrinkable::shrinkRecur(event, [](const Event& e) { return rc::seq::fromContainer(simpler(e)); });
}

/// While the Guest is built up, mostly the next step of that; then anything.
rc::Gen<Command_pointer> next_command(const Progress& progress) {
    const std::uint32_t position = progress.events;
    return rc::Gen<Command_pointer>([position](const rc::Random& source, int) {
        rc::Random split = source;
        Random random(split.next());
        const bool boots = position < boot_events && !random.once_in(16);
        return rc::shrinkable::map(shrinkable_event(boots ? boot_event(position, random) : random_event(random)),
            [](const Event& event) { return Command_pointer(std::make_shared<Event_command>(event)); });
    });
}

using Commands = rc::state::Commands<Event_command::CommandType>;

std::vector<Event> events_of(const Commands& commands) {
    std::vector<Event> events;
    Progress progress;
    for (const auto& command : commands) {
        command->run(progress, events);
    }
    return events;
}

rc::Shrinkable<Commands> draw(std::uint64_t seed, std::uint64_t number) {
    const auto generator = rc::state::gen::commands(Progress{}, next_command);
    return generator(rc::Random(seed ^ (number + 1) * 0x9E3779B97F4A7C15), sequence_size);
}

} // namespace

std::vector<Event> Sequences::generate(std::uint64_t number) const {
    return events_of(draw(seed_, number).value());
}

std::vector<Event> Sequences::shrink(std::uint64_t number,
    const std::function<bool(const std::vector<Event>&)>& fails,
    std::size_t most_attempts) const {
    rc::Shrinkable<Commands> simplest = draw(seed_, number);
    std::size_t attempts = 0;
    for (bool simpler_found = true; simpler_found && attempts < most_attempts;) {
        simpler_found = false;
        auto candidates = simplest.shrinks();
        for (auto candidate = candidates.next(); candidate && attempts < most_attempts; candidate = candidates.next()) {
            ++attempts;
            if (fails(events_of(candidate->value()))) {
                simplest = std::move(*candidate);
                simpler_found = true;
                break;
            }
        }
    }
    return events_of(simplest.value());
}

} // namespace trapspec::diff
