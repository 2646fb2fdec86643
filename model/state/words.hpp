// The state as a list of named words: the order of the wire, the names of a trace. Derived from the field lists, so it
// cannot disagree with them.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "model/domain/concrete.hpp"
#include "model/state/state.hpp"

namespace trapspec::model {

enum class Word_type : std::uint8_t {
    word,   ///< up to 64 bits
    flag,   ///< 0 or 1
    reason, ///< a Reason
};

struct Word_info {
    std::string_view name;
    Word_type type;
    unsigned width; ///< bits: 1, 8, 16, 32 or 64
};

namespace detail {
template <class Struct, class Visitor>
constexpr void for_each_word_of(Visitor& visit) {
    Struct each{};
    for_each_field(visit, each);
}

template <class Visitor>
constexpr void for_each_state_word(Visitor&& visit) {
    for_each_word_of<Registers<Concrete>>(visit);
    for_each_word_of<Cpu<Concrete>>(visit);
    for_each_word_of<Guest<Concrete>>(visit);
    for_each_word_of<Host<Concrete>>(visit);
    for_each_word_of<Outcome<Concrete>>(visit);
}

constexpr std::size_t count_state_words() {
    std::size_t count = 0;
    for_each_state_word([&](std::string_view, auto&) { ++count; });
    return count;
}
} // namespace detail

inline constexpr std::size_t state_word_count = detail::count_state_words();

namespace detail {
constexpr std::array<Word_info, state_word_count> make_state_words() {
    std::array<Word_info, state_word_count> words{};
    std::size_t next = 0;
    for_each_state_word([&](std::string_view name, auto& member) {
        using Member = std::remove_cvref_t<decltype(member)>;
        if constexpr (std::is_same_v<Member, Concrete::Bool>) {
            words[next++] = {name, Word_type::flag, 1};
        } else {
            words[next++] = {name, name == "reason" ? Word_type::reason : Word_type::word, Member::width};
        }
    });
    return words;
}
} // namespace detail

/// Every word of Registers, Cpu, Guest, Host, Outcome, in that order.
inline constexpr std::array<Word_info, state_word_count> state_words = detail::make_state_words();

/// The index in `state_words`, or nothing.
constexpr std::optional<std::size_t> state_word_named(std::string_view name) {
    for (std::size_t i = 0; i < state_words.size(); ++i) {
        if (state_words[i].name == name) {
            return i;
        }
    }
    return std::nullopt;
}

} // namespace trapspec::model
