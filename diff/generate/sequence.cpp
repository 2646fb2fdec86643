#include "diff/generate/sequence.hpp"

#include "diff/generate/events.hpp"
#include "diff/generate/scenarios.hpp"
#include "diff/validity.hpp"

namespace trapspec::diff {

namespace {

using Kind = model::Event_kind;
using traces::make_event;

/// Draws for each event that is wanted, where most of what is drawn may be of a kind that is left out.
constexpr std::uint32_t most_draws = 8;

/// As many events for whatever kinds.
void put_fresh_start(Kinds kinds, Stream& stream) {
    stream.add(make_event(Kind::start_guest, {layout::pfn_limit, layout::memory_pages}));
    stream.add(make_event(does(kinds, Kind::free_interrupts) ? Kind::free_interrupts : Kind::observe));
}

} // namespace

void Pool::add(const Stream& stream) {
    const auto words = stream.words();
    if (entries_.size() < capacity) {
        entries_.emplace_back();
    }
    Entry& entry = entries_[next_];
    entry.events = stream.size();
    entry.words.assign(words.begin(), words.end());
    entry.words.resize(words.size() + model::max_arguments); // `draw` copies that many for every event
    next_ = (next_ + 1) % capacity;
}

std::size_t Pool::draw(Random& random, std::array<Event, Stream::max_events>& events) const {
    const Entry& entry = entries_[random.below(static_cast<std::uint32_t>(entries_.size()))];
    const std::uint32_t* next = entry.words.data();
    for (std::size_t i = 0; i < entry.events; ++i) {
        events[i].kind = static_cast<Kind>(*next & 0xFFFF);
        std::copy_n(next + 1, model::max_arguments, events[i].arguments.begin());
        next += 1 + (*next >> 16);
    }
    return entry.events;
}

void Sequence_maker::make(std::uint64_t number, const Pool& pool, Stream& stream) {
    Random random(seed_ ^ (number + 1) * 0xD1342543DE82EF95);
    stream.clear(kinds_);
    put_fresh_start(kinds_, stream);
    if (!pool.empty() && random.once_in(2)) {
        change_one(random, pool, stream);
    } else {
        build_up(random, stream);
    }
}

void Sequence_maker::build_up(Random& random, Stream& stream) {
    const std::uint32_t shape = random.below(16);
    const bool raw = shape == 0;
    const bool boots = shape > 2;
    const std::uint32_t attack = random.once_in(2) ? Stream::max_events : 1 + random.below(Stream::max_events);
    for (std::uint32_t i = 0; boots && i < boot_events; ++i) {
        stream.add(random.once_in(16) ? random_event(random) : boot_event(i, random));
    }
    for (std::uint32_t scenarios = boots ? random.below(4) : 0; scenarios > 0; --scenarios) {
        add_scenario(random, stream);
    }
    const std::uint32_t wanted = stream.size() + attack;
    for (std::uint32_t draws = attack * most_draws; draws > 0 && stream.size() < wanted; --draws) {
        if (!stream.add(raw ? raw_event(random) : random_event(random))) {
            break;
        }
    }
}

void Sequence_maker::change_one(Random& random, const Pool& pool, Stream& stream) {
    std::size_t count = pool.draw(random, events_);
    const auto place = [&] { return fresh_start_events + random.below(static_cast<std::uint32_t>(count)); };
    count -= fresh_start_events;
    if (random.once_in(4)) {
        // The tail of another one.
        const std::size_t others = pool.draw(random, others_);
        const std::size_t from = place();
        for (count = from; count < others; ++count) {
            events_[count] = others_[count];
        }
        count = std::max(from, others) - fresh_start_events;
    }
    for (std::uint32_t changes = 1 + random.below(6); changes > 0 && count > 0; --changes) {
        Event& event = events_[place()];
        switch (random.below(4)) {
        case 0:
            event = random_event(random);
            break;
        case 1:
            std::swap(event, events_[place()]);
            break;
        default:
            change_argument(event, random);
            break;
        }
    }
    // One event left out, or some put in.
    const std::size_t gap = count > 0 ? place() : fresh_start_events;
    const bool leaves_out = random.once_in(4);
    std::uint32_t puts_in = random.once_in(2) ? random.below(8) : 0;
    for (std::size_t i = fresh_start_events; i < fresh_start_events + count; ++i) {
        if (i == gap && leaves_out) {
            continue;
        }
        for (; i >= gap && puts_in > 0; --puts_in) {
            stream.add(random_event(random));
        }
        if (!stream.add(events_[i])) {
            return;
        }
    }
    while (random.once_in(2) && stream.add(random_event(random))) {
    }
}

std::vector<Event> events_of(const Stream& stream) {
    std::vector<Event> events;
    stream.for_each([&](auto kind, auto arguments) { events.push_back(unpacked(kind, arguments)); });
    return events;
}

} // namespace trapspec::diff
