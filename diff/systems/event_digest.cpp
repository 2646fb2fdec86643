#include "diff/systems/event_digest.hpp"

#include <immintrin.h>

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

template <class Write>
std::uint64_t sum_of_writes(std::uint32_t write_count, const Write* writes) {
    std::uint64_t sum = keyed(write_count, write_count_place);
    const std::size_t kept = std::min(write_count, wire::max_writes);
    for (std::size_t i = 0; i < kept; ++i) {
        const std::size_t place = first_write + 3 * i;
        sum += keyed(writes[i].address, place) + keyed(writes[i].length, place + 1) + keyed(writes[i].value, place + 2);
    }
    return sum;
}

/// Two words at once, and the keys of each second one: a product of 32 bits by 32 is one instruction for a vector of 64.
using Pairs = std::array<std::uint64_t, wire::max_words / 2>;

constexpr Pairs make_word_keys(std::size_t first) {
    Pairs result{};
    for (std::size_t i = 0; i < result.size(); ++i) {
        result[i] = keys[first_word + 2 * i + first];
    }
    return result;
}

alignas(32) constexpr Pairs even_keys = make_word_keys(0);
alignas(32) constexpr Pairs odd_keys = make_word_keys(1);

/// By hand: it is the longest loop of every event, and GCC widens the words one by one.
[[gnu::target("avx2")]] std::uint64_t sum_of_words_with_avx2(const std::uint32_t* words) {
    constexpr std::size_t lanes = 4;
    __m256i sum = _mm256_setzero_si256();
    for (std::size_t i = 0; i < even_keys.size(); i += lanes) {
        const __m256i pairs = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(words + 2 * i));
        const __m256i evens = _mm256_load_si256(reinterpret_cast<const __m256i*>(&even_keys[i]));
        const __m256i odds = _mm256_load_si256(reinterpret_cast<const __m256i*>(&odd_keys[i]));
        sum = _mm256_add_epi64(sum, _mm256_mul_epu32(pairs, evens));
        sum = _mm256_add_epi64(sum, _mm256_mul_epu32(_mm256_srli_epi64(pairs, 32), odds));
    }
    const __m128i half = _mm_add_epi64(_mm256_castsi256_si128(sum), _mm256_extracti128_si256(sum, 1));
    return static_cast<std::uint64_t>(_mm_cvtsi128_si64(half)) + static_cast<std::uint64_t>(_mm_extract_epi64(half, 1));
}

const bool has_avx2 = __builtin_cpu_supports("avx2") != 0;

std::uint64_t sum_of_words(const std::uint32_t* words) {
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < wire::max_words; ++i) {
        sum += keyed(words[i], first_word + i);
    }
    return sum;
}

} // namespace

std::uint64_t digest_of_words(std::span<const std::uint32_t, wire::max_words> words) {
    return has_avx2 ? sum_of_words_with_avx2(words.data()) : sum_of_words(words.data());
}

std::uint64_t digest_of_writes(std::uint32_t write_count, const wire::Write* writes) {
    return sum_of_writes(write_count, writes);
}

std::uint64_t digest_of_writes(std::span<const model::concrete::Memory_write> writes) {
    return sum_of_writes(static_cast<std::uint32_t>(writes.size()), writes.data());
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
