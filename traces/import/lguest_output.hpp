// Where the importer's records go: a queue that the caller empties, and what was counted on the way.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <map>
#include <string>

#include "traces/trace.hpp"

namespace trapspec::traces {

/// What an import did with every record of a capture.
struct Import_summary {
    std::uint64_t raw_records = 0; ///< lines after the capture's header
    std::map<std::string, std::uint64_t> raw_by_kind;
    std::uint64_t records = 0;                              ///< event lines produced
    std::array<std::uint64_t, model::event_count> events{}; ///< by kind
    std::map<std::string, std::uint64_t> uncompared;        ///< "field: reason" and how often
    std::uint64_t clocks_inside_calls = 0;                  ///< clock interrupts that fell inside a recorded call
    std::uint64_t rebuilds = 0;                             ///< states rebuilt where records had been trimmed
};

namespace lguest {

class Output {
public:
    /// Counts and queues. An empty origin is filled in.
    void put(Record record);
    void put(const Event& event);

    /// Where the records that follow come from.
    void from(std::string origin) { origin_ = std::move(origin); }

    std::deque<Record> queue;
    Import_summary summary;

private:
    std::string origin_;
};

} // namespace lguest
} // namespace trapspec::traces
