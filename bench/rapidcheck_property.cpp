#include "bench/rapidcheck_property.hpp"

#include <rapidcheck.h>
#include <rapidcheck/state.h>

#include "diff/compare.hpp"
#include "diff/generate/events.hpp"

namespace trapspec::bench {

namespace {

using diff::Event;

struct Progress {
    std::uint32_t events = 0;
};

class Event_command final : public rc::state::Command<Progress, Systems> {
public:
    explicit Event_command(const Event& event) : event_(event) {}

    void apply(Progress& progress) const override { ++progress.events; }
    void run(const Progress&, Systems& systems) const override {
        const diff::Snapshot ours = systems.model.step(event_);
        const diff::Snapshot theirs = systems.implementation->step(event_);
        ++systems.events;
        RC_ASSERT(diff::agree(ours, theirs));
    }
    void show(std::ostream& out) const override { out << model::info(event_.kind).name; }

private:
    Event event_;
};

using Command_pointer = std::shared_ptr<const Event_command::CommandType>;

rc::Shrinkable<Event> shrinkable_event(const Event& event) {
    return rc::shrinkable::shrinkRecur(event, [](const Event& e) { return rc::seq::fromContainer(diff::simpler(e)); });
}

/// While the Guest is built up, mostly the next step of that; then anything.
rc::Gen<Command_pointer> next_command(const Progress& progress) {
    const std::uint32_t position = progress.events;
    return rc::Gen<Command_pointer>([position](const rc::Random& source, int) {
        rc::Random split = source;
        diff::Random random(split.next());
        const bool boots = position < diff::boot_events && !random.once_in(16);
        const Event event = boots ? diff::boot_event(position, random) : diff::random_event(random);
        return rc::shrinkable::map(shrinkable_event(event),
            [](const Event& e) { return Command_pointer(std::make_shared<Event_command>(e)); });
    });
}

void start_afresh(Systems& systems) {
    for (const Event& event :
        {traces::make_event(model::Event_kind::start_guest, {diff::layout::pfn_limit, diff::layout::memory_pages}),
            traces::make_event(model::Event_kind::free_interrupts)}) {
        RC_ASSERT(diff::agree(systems.model.step(event), systems.implementation->step(event)));
    }
}

constexpr int sequence_size = 120;

} // namespace

void run_property_once(std::uint64_t seed, Systems& systems) {
    const auto commands = rc::state::gen::commands(Progress{}, next_command)(rc::Random(seed), sequence_size).value();
    start_afresh(systems);
    rc::state::runAll(commands, Progress{}, systems);
}

bool property_holds(Systems& systems) {
    return rc::check("model and implementation agree", [&] {
        start_afresh(systems);
        rc::state::check(Progress{}, systems, next_command);
    });
}

} // namespace trapspec::bench
