// A numbered sequence: the same events for the same seed, number and pool, wherever and whenever it is made.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "diff/generate/random.hpp"
#include "diff/systems/stream.hpp"

namespace trapspec::diff {

/// Sequences that brought something new, for others to be made from. It keeps the newest `capacity` of them.
class Pool {
public:
    static constexpr std::size_t capacity = 64;

    void add(const Stream& stream);
    [[nodiscard]] bool empty() const { return entries_.empty(); }
    /// One of them, by chance, into `events`; returns how many events it has. Past a kind's arguments stand words of
    /// whatever value.
    std::size_t draw(Random& random, std::array<Event, Stream::max_events>& events) const;

private:
    struct Entry {
        std::uint32_t events = 0;
        std::vector<std::uint32_t> words;
    };

    std::vector<Entry> entries_;
    std::size_t next_ = 0; ///< the place of the next one; once all are taken, that of the oldest
};

class Sequence_maker {
public:
    /// Only of these kinds, of which start_guest and observe must be.
    explicit Sequence_maker(std::uint64_t seed, Kinds kinds = all_kinds) : seed_(seed), kinds_(kinds) {}

    /// What every sequence starts with: a new Guest, and nothing of an earlier one survives.
    static constexpr std::size_t fresh_start_events = 2;

    /// Half of the sequences are changed ones of the pool, when it has any. The others are built up by chance: most as
    /// a legal Guest that is then attacked, some as an attack on a Guest that was never built up, a few from raw words.
    void make(std::uint64_t number, const Pool& pool, Stream& stream);

private:
    void build_up(Random& random, Stream& stream);
    void change_one(Random& random, const Pool& pool, Stream& stream);

    std::uint64_t seed_;
    Kinds kinds_;
    std::array<Event, Stream::max_events> events_{};
    std::array<Event, Stream::max_events> others_{};
};

/// The events of a stream, and a stream of events: fresh start included.
[[nodiscard]] std::vector<Event> events_of(const Stream& stream);

} // namespace trapspec::diff
