// The words of Guest memory that the Host reads: what the records say of them so far, and what they are now.
#pragma once

#include "impl/core/types.hpp"

namespace lguest {
struct Guest;
}

namespace lguest::metal {

struct Changed_word {
    u32 address;
    u32 value;
};

// From now on these words, rounded to whole ones, are watched; until then the records have them as 0.
void watch_words(u32 address, u32 bytes);
// The next word that the Guest changed, from where the last search ended; false at the end, and the next search starts
// anew. Found words count as told.
[[nodiscard]] bool next_changed_word(const Guest& guest, Changed_word& found);
// The Host wrote here, which the records say by themselves.
void forget_change(const Guest& guest, u32 address, u32 bytes);

} // namespace lguest::metal
