// What a stream says of each event in place of a response: one sum over what the response would hold.
#pragma once

#include "diff/wire/wire.hpp"
#include "impl/core/types.hpp"
#include "impl/linux/guest_memory.hpp"

namespace lguest::harness {

// The digest of an event that was done is the sum of the first three. The words stand as a response has them, at a multiple
// of 16 bytes; words that were stored just before take long to load, so they are best summed up one event later.
[[nodiscard]] u64 digest_of_words(const u32 (&words)[trapspec::wire::max_words]);
[[nodiscard]] u64 digest_of_writes(const Write_log& log);
// One more part, when it was asked for: the two tables' own digests.
[[nodiscard]] u64 digest_of_tables(u64 gates, u64 idt);
[[nodiscard]] u64 digest_of_refusal(trapspec::wire::Status status);

} // namespace lguest::harness
