// Events as the wire packs them: a word that says what it is and how many arguments follow, then those. A stream owns its
// words and never allocates.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <span>

#include "diff/wire/wire.hpp"
#include "traces/trace.hpp"

namespace trapspec::diff {

using traces::Event;

namespace detail {
constexpr std::array<std::uint32_t, model::event_count> make_argument_counts() {
    std::array<std::uint32_t, model::event_count> counts{};
    for (std::size_t kind = 0; kind < counts.size(); ++kind) {
        counts[kind] = static_cast<std::uint32_t>(model::event_table[kind].arguments.size());
    }
    return counts;
}
} // namespace detail

/// How many arguments a kind has, by its number.
inline constexpr auto argument_counts = detail::make_argument_counts();

/// Which kinds of event a system does: bit k for kind k.
using Kinds = std::uint32_t;
inline constexpr Kinds all_kinds = (Kinds{1} << model::event_count) - 1;
static_assert(model::event_count < 32);

[[nodiscard]] constexpr bool does(Kinds kinds, model::Event_kind kind) {
    return (kinds >> static_cast<unsigned>(kind) & 1) != 0;
}

class Stream {
public:
    static constexpr std::size_t max_events = wire::stream_events;
    static constexpr std::size_t packed_words = 1 + model::max_arguments; ///< of one event, at most

    /// From now on, events of other kinds are left out.
    void clear(Kinds kinds = all_kinds) {
        used_ = count_ = 0;
        sums_tables_ = false;
        kinds_ = kinds;
    }

    /// Whether each event's digest covers the tables too, which takes an implementation a look at all of them.
    void sum_tables() { sums_tables_ = true; }
    [[nodiscard]] bool sums_tables() const { return sums_tables_; }

    /// False, and nothing happens, when there is no room.
    bool add(const Event& event) {
        if (!does(kinds_, event.kind)) {
            return true;
        }
        const std::uint32_t arguments = argument_counts[static_cast<std::size_t>(event.kind)];
        if (count_ == max_events || used_ + 1 + arguments > wire::stream_words) {
            return false;
        }
        words_[used_] = static_cast<std::uint32_t>(event.kind) | arguments << 16;
        // All of them: a copy of known length is quicker, and the next event writes over what is too much.
        std::memcpy(&words_[used_ + 1], event.arguments.data(), sizeof event.arguments);
        used_ += 1 + arguments;
        ++count_;
        return true;
    }

    /// One that is packed already: `packed_words` of them, of which those past its arguments have any value.
    bool add_packed(const std::uint32_t* packed) {
        if (!does(kinds_, static_cast<model::Event_kind>(*packed & 0xFFFF))) {
            return true;
        }
        const std::uint32_t arguments = *packed >> 16;
        if (count_ == max_events || used_ + 1 + arguments > wire::stream_words) {
            return false;
        }
        std::memcpy(&words_[used_], packed, packed_words * sizeof *packed);
        used_ += 1 + arguments;
        ++count_;
        return true;
    }

    [[nodiscard]] std::uint32_t size() const { return count_; } ///< events
    [[nodiscard]] std::span<const std::uint32_t> words() const { return {words_.data(), used_}; }

    /// `words` must be what some stream's `words` were.
    void assign(std::span<const std::uint32_t> words, std::uint32_t events) {
        std::copy(words.begin(), words.end(), words_.begin());
        used_ = static_cast<std::uint32_t>(words.size());
        count_ = events;
    }

    /// Calls `visit(kind, arguments)` for each event. Past the arguments there are always as many words as the most that
    /// a kind has, of whatever value: a copy of known length is quicker.
    template <class Visitor>
    void for_each(Visitor&& visit) const {
        for (std::uint32_t next = 0; next < used_;) {
            const std::uint32_t head = words_[next];
            const std::uint32_t arguments = head >> 16;
            visit(static_cast<model::Event_kind>(head & 0xFFFF),
                std::span<const std::uint32_t>(words_.data() + next + 1, arguments));
            next += 1 + arguments;
        }
    }

private:
    std::array<std::uint32_t, wire::stream_words + model::max_arguments> words_;
    std::uint32_t used_ = 0;
    std::uint32_t count_ = 0;
    Kinds kinds_ = all_kinds;
    bool sums_tables_ = false;
};

/// One event of `for_each`, by itself.
[[nodiscard]] inline Event unpacked(model::Event_kind kind, std::span<const std::uint32_t> arguments) {
    Event event{.kind = kind, .arguments = {}};
    std::copy(arguments.begin(), arguments.end(), event.arguments.begin());
    return event;
}

} // namespace trapspec::diff
