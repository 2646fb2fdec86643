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

    /// A sequence as a stream packs it, and where in `words` each event begins.
    struct Entry {
        std::uint32_t events = 0;
        std::array<std::uint16_t, Stream::max_events> starts{};
        std::vector<std::uint32_t> words; ///< and Stream::packed_words more, of whatever value

        [[nodiscard]] const std::uint32_t* packed(std::size_t event) const { return words.data() + starts[event]; }
    };

    void add(const Stream& stream);
    [[nodiscard]] bool empty() const { return entries_.empty(); }
    /// One of them, by chance.
    [[nodiscard]] const Entry& draw(Random& random) const {
        return entries_[random.below(static_cast<std::uint32_t>(entries_.size()))];
    }

private:
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
    static constexpr std::uint32_t most_changes = 6;

    void build_up(Random& random, Stream& stream);
    void change_one(Random& random, const Pool& pool, Stream& stream);

    std::uint64_t seed_;
    Kinds kinds_;
};

/// The events of a stream, and a stream of events: fresh start included.
[[nodiscard]] std::vector<Event> events_of(const Stream& stream);

} // namespace trapspec::diff
