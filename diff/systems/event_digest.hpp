// The digest of what a response says of one event: diff/wire/README.md, "Streams".
#pragma once

#include <cstdint>
#include <span>

#include "diff/wire/wire.hpp"
#include "model/domain/concrete.hpp"

namespace trapspec::diff {

/// The digest of an event that was done is the sum of these two: over the words of its response (the unused ones 0), and
/// over its writes. The first loads many words at once, which stalls the CPU where they were stored just before: it is
/// best asked one event later.
[[nodiscard]] std::uint64_t digest_of_words(std::span<const std::uint32_t, wire::max_words> words);
[[nodiscard]] std::uint64_t digest_of_writes(std::uint32_t write_count, const wire::Write* writes);
[[nodiscard]] std::uint64_t digest_of_writes(std::span<const model::concrete::Memory_write> writes);

/// One more part, for a stream that sums up tables: their own digests.
[[nodiscard]] std::uint64_t digest_of_tables(std::uint64_t gates, std::uint64_t idt);

/// Of one that was refused.
[[nodiscard]] std::uint64_t digest_of_refusal(std::uint32_t status);

[[nodiscard]] std::uint64_t digest_of_response(const wire::Response& response, bool with_tables = false);

} // namespace trapspec::diff
