#include "impl/linux/event_digest.hpp"

namespace lguest::harness {
namespace {

using trapspec::wire::max_words;
using trapspec::wire::max_writes;
using trapspec::wire::Status;
using trapspec::wire::Write;

// diff/wire, "Streams": the place of each value in the sum.
constexpr u32 place_of_status = 0;
constexpr u32 place_of_words = 1;
constexpr u32 place_of_write_count = place_of_words + max_words;
constexpr u32 place_of_writes = place_of_write_count + 1;
constexpr u32 place_of_tables = place_of_writes + 3 * max_writes;
constexpr u32 places = place_of_tables + 4;

constexpr u32 key(u32 place) {
    return static_cast<u32>((place + 1) * 0x9E3779B97F4A7C15ull >> 32) | 1;
}

struct Keys {
    u32 of[places];
    constexpr Keys() : of() {
        for (u32 place = 0; place < places; ++place)
            of[place] = key(place);
    }
};
constexpr Keys keys;

constexpr u64 product(u32 value, u32 place) {
    return u64{value} * keys.of[place];
}

#ifdef __SSE2__
typedef int Words __attribute__((vector_size(16)));
typedef long long Sums __attribute__((vector_size(16)));
constexpr u32 lanes = 4;
static_assert(max_words % lanes == 0);

// The keys of the words, four at a time, and the same with each second one in the place of the first.
struct alignas(16) Word_keys {
    u32 even[max_words];
    u32 odd[max_words];
    constexpr Word_keys() : even(), odd() {
        for (u32 i = 0; i < max_words; ++i) {
            even[i] = key(place_of_words + i);
            odd[i] = i % 2 == 0 ? key(place_of_words + i + 1) : 0;
        }
    }
};
constexpr Word_keys word_keys;

u64 sum_of_words(const u32* words) {
    Sums even = {};
    Sums odd = {};
#pragma GCC unroll 2
    for (u32 i = 0; i < max_words; i += lanes) {
        const Words four = *reinterpret_cast<const Words*>(words + i);
        const Words seconds = reinterpret_cast<Words>(__builtin_ia32_psrlqi128(reinterpret_cast<Sums>(four), 32));
        even += __builtin_ia32_pmuludq128(four, *reinterpret_cast<const Words*>(word_keys.even + i));
        odd += __builtin_ia32_pmuludq128(seconds, *reinterpret_cast<const Words*>(word_keys.odd + i));
    }
    const Sums both = even + odd;
    return static_cast<u64>(both[0]) + static_cast<u64>(both[1]);
}
#else
u64 sum_of_words(const u32* words) {
    u64 sum = 0;
    for (u32 i = 0; i < max_words; ++i)
        sum += product(words[i], place_of_words + i);
    return sum;
}
#endif

} // namespace

u64 digest_of_refusal(Status status) {
    return product(status, place_of_status);
}

u64 digest_of_words(const u32 (&words)[max_words]) {
    return sum_of_words(words);
}

u64 digest_of_writes(const Write_log& log) {
    u64 sum = product(log.count, place_of_write_count);
    const u32 kept = log.count < max_writes ? log.count : max_writes;
    for (u32 i = 0; i < kept; ++i) {
        const Write& write = log.entries[i];
        const u32 place = place_of_writes + 3 * i;
        sum += product(write.address, place) + product(write.length, place + 1) + product(write.value, place + 2);
    }
    return sum;
}

u64 digest_of_tables(u64 gates, u64 idt) {
    return product(static_cast<u32>(gates), place_of_tables) +
           product(static_cast<u32>(gates >> 32), place_of_tables + 1) +
           product(static_cast<u32>(idt), place_of_tables + 2) +
           product(static_cast<u32>(idt >> 32), place_of_tables + 3);
}

} // namespace lguest::harness
