#include "diff/decode.hpp"

#include <fmt/format.h>

#include <array>

namespace trapspec::diff {

namespace {

constexpr std::array<std::size_t, model::state_word_count> make_positions() {
    std::array<std::size_t, model::state_word_count> positions{};
    std::size_t next = 0;
    for (std::size_t i = 0; i < positions.size(); ++i) {
        positions[i] = next;
        next += model::state_words[i].width > 32 ? 2U : 1U;
    }
    return positions;
}

constexpr auto positions = make_positions();
static_assert(positions.back() < wire::max_words);

} // namespace

std::uint64_t word_of(const Snapshot& snapshot, std::size_t index) {
    const std::size_t position = positions[index];
    std::uint64_t value = snapshot.words[position];
    if (model::state_words[index].width > 32) {
        value |= std::uint64_t{snapshot.words[position + 1]} << 32;
    }
    return value;
}

std::uint64_t word_of(const Snapshot& snapshot, std::string_view name) {
    return word_of(snapshot, model::state_word_named(name).value());
}

std::string show_word(std::size_t index, std::uint64_t value) {
    const model::Word_info& word = model::state_words[index];
    switch (word.type) {
    case model::Word_type::flag:
        return value <= 1 ? (value != 0 ? "true" : "false") : fmt::format("{:#x}", value);
    case model::Word_type::reason:
        return value < model::reason_table.size() ? std::string(model::reason_table[value].name)
                                                  : fmt::format("{:#x}", value);
    case model::Word_type::word:
        break;
    }
    return word.width > 32 ? fmt::format("0x{:016x}", value) : fmt::format("0x{:08x}", value);
}

std::string show_death(const Snapshot& snapshot) {
    if (word_of(snapshot, "dead") == 0) {
        return "alive";
    }
    const std::uint64_t reason = word_of(snapshot, "reason");
    if (reason >= model::reason_table.size()) {
        return fmt::format("reason {}", reason);
    }
    return fmt::format(fmt::runtime(model::reason_table[reason].text),
        word_of(snapshot, "reason_0"),
        word_of(snapshot, "reason_1"),
        word_of(snapshot, "reason_2"));
}

} // namespace trapspec::diff
