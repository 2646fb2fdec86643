#include "diff/systems/event_digest.hpp"

#include <algorithm>
#include <array>

namespace trapspec::diff {

namespace {

constexpr std::size_t first_word = 1; // after the status
constexpr std::size_t write_count_place = first_word + wire::max_words;
constexpr std::size_t first_write = write_count_place + 1;
constexpr std::size_t first_table = first_write + 3 * wire::max_writes;
constexpr std::size_t places = first_table + 4;

constexpr std::array<std::uint32_t, places> make_keys() {
    std::array<std::uint32_t, places> keys{};
    std::uint64_t multiple = 0;
    for (std::uint32_t& key : keys) {
        multiple += 0x9E3779B97F4A7C15;
        key = static_cast<std::uint32_t>(multiple >> 32) | 1;
    }
    return keys;
}

constexpr auto keys = make_keys();

std::uint64_t keyed(std::uint32_t value, std::size_t place) {
    return std::uint64_t{value} * keys[place];
}

} // namespace

/// Compiled for the CPUs that there are: it is the longest loop of every event.
[[gnu::target_clones("avx2", "default")]] std::uint64_t digest_of_words(
    std::span<const std::uint32_t, wire::max_words> words) {
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < wire::max_words; ++i) {
        sum += keyed(words[i], first_word + i);
    }
    return sum;
}

std::uint64_t digest_of_writes(std::uint32_t write_count, const wire::Write* writes) {
    std::uint64_t sum = keyed(write_count, write_count_place);
    const std::size_t kept = std::min(write_count, wire::max_writes);
    for (std::size_t i = 0; i < kept; ++i) {
        const std::size_t place = first_write + 3 * i;
        sum += keyed(writes[i].address, place) + keyed(writes[i].length, place + 1) + keyed(writes[i].value, place + 2);
    }
    return sum;
}

std::uint64_t digest_of_refusal(std::uint32_t status) {
    return keyed(status, 0);
}

std::uint64_t digest_of_tables(std::uint64_t gates, std::uint64_t idt) {
    return keyed(static_cast<std::uint32_t>(gates), first_table) +
           keyed(static_cast<std::uint32_t>(gates >> 32), first_table + 1) +
           keyed(static_cast<std::uint32_t>(idt), first_table + 2) +
           keyed(static_cast<std::uint32_t>(idt >> 32), first_table + 3);
}

std::uint64_t digest_of_response(const wire::Response& response, bool with_tables) {
    if (response.status != wire::ok) {
        return digest_of_refusal(response.status);
    }
    const auto joined = [](const std::uint32_t(&words)[2]) { return std::uint64_t{words[1]} << 32 | words[0]; };
    return digest_of_words(response.words) + digest_of_writes(response.write_count, response.writes) +
           (with_tables ? digest_of_tables(joined(response.gates_digest), joined(response.idt_digest)) : 0);
}

} // namespace trapspec::diff
