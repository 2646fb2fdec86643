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

void pack(const Event& event, std::array<std::uint32_t, Stream::packed_words>& words) {
    words[0] = static_cast<std::uint32_t>(event.kind) | argument_counts[static_cast<std::size_t>(event.kind)] << 16;
    std::copy(event.arguments.begin(), event.arguments.end(), words.begin() + 1);
}

Event unpacked(const std::uint32_t* packed) {
    return diff::unpacked(static_cast<Kind>(*packed & 0xFFFF), {packed + 1, *packed >> 16});
}

} // namespace

void Pool::add(const Stream& stream) {
    const auto words = stream.words();
    if (entries_.size() < capacity) {
        entries_.emplace_back();
    }
    Entry& entry = entries_[next_];
    entry.events = 0;
    for (std::size_t next = 0; next < words.size(); next += 1 + (words[next] >> 16)) {
        entry.starts[entry.events++] = static_cast<std::uint16_t>(next);
    }
    entry.words.assign(words.begin(), words.end());
    entry.words.resize(words.size() + Stream::packed_words);
    next_ = (next_ + 1) % capacity;
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
    // Events stay where they are, in the pool; those that change are packed anew.
    std::array<const std::uint32_t*, Stream::max_events> events;
    std::array<std::array<std::uint32_t, Stream::packed_words>, most_changes> changed;
    std::size_t count = 0;
    const auto take_from = [&](const Pool::Entry& entry, std::size_t first) {
        for (count = first; count < entry.events; ++count) {
            events[count] = entry.packed(count);
        }
    };
    take_from(pool.draw(random), 0);
    const auto place = [&] { return fresh_start_events + random.below(static_cast<std::uint32_t>(count)); };
    count -= fresh_start_events;
    if (random.once_in(4)) {
        // The tail of another one.
        const Pool::Entry& other = pool.draw(random);
        take_from(other, place());
        count -= fresh_start_events;
    }
    const std::uint32_t changes = 1 + random.below(most_changes);
    for (std::uint32_t i = 0; i < changes && count > 0; ++i) {
        const std::uint32_t*& event = events[place()];
        switch (random.below(4)) {
        case 0:
            pack(random_event(random), changed[i]);
            event = changed[i].data();
            break;
        case 1:
            std::swap(event, events[place()]);
            break;
        default:
            Event other = unpacked(event);
            change_argument(other, random);
            pack(other, changed[i]);
            event = changed[i].data();
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
        if (!stream.add_packed(events[i])) {
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
