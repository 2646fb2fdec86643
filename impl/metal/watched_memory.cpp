#include "impl/metal/watched_memory.hpp"

#include "impl/core/guest.hpp"
#include "impl/metal/console.hpp"
#include "impl/metal/machine.hpp"

namespace lguest::metal {
namespace {

constexpr u32 word_bytes = sizeof(u32);
constexpr u32 most_ranges = 64;
constexpr u32 most_words = 8192;

struct Range {
    u32 address;
    u32 words;
    u32* told;
};

constinit Range ranges[most_ranges] = {};
constinit u32 range_count = 0;
constinit u32 told_words[most_words] = {};
constinit u32 told_count = 0;

// Where the search for changes goes on.
constinit u32 next_range = 0;
constinit u32 next_word = 0;

u32 word_at(const Guest& guest, u32 address) {
    u32 value;
    __builtin_memcpy(&value, guest_pointer(guest, address), word_bytes);
    return value;
}

bool is_watched(u32 first, u32 end) {
    for (u32 i = 0; i < range_count; ++i)
        if (ranges[i].address <= first && end <= ranges[i].address + ranges[i].words * word_bytes)
            return true;
    return false;
}

} // namespace

void watch_words(u32 address, u32 bytes) {
    const u32 first = address & ~(word_bytes - 1);
    const u32 end = (address + bytes + word_bytes - 1) & ~(word_bytes - 1);
    const u32 words = (end - first) / word_bytes;
    if (is_watched(first, end))
        return;
    if (range_count == most_ranges || told_count + words > most_words) {
        print("host: too much memory to watch\n");
        stop_machine(false);
    }
    ranges[range_count++] = {first, words, told_words + told_count};
    told_count += words;
}

bool next_changed_word(const Guest& guest, Changed_word& found) {
    for (; next_range < range_count; ++next_range, next_word = 0) {
        const Range& range = ranges[next_range];
        for (; next_word < range.words; ++next_word) {
            const u32 address = range.address + next_word * word_bytes;
            const u32 value = word_at(guest, address);
            if (value == range.told[next_word])
                continue;
            range.told[next_word] = value;
            found = {address, value};
            return true;
        }
    }
    next_range = 0;
    return false;
}

void forget_change(const Guest& guest, u32 address, u32 bytes) {
    for (u32 i = 0; i < range_count; ++i)
        for (u32 word = 0; word < ranges[i].words; ++word) {
            const u32 at = ranges[i].address + word * word_bytes;
            if (at < address + bytes && address < at + word_bytes)
                ranges[i].told[word] = word_at(guest, at);
        }
}

} // namespace lguest::metal
