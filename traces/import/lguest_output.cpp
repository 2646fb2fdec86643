#include "traces/import/lguest_output.hpp"

#include <utility>

namespace trapspec::traces::lguest {

void Output::put(Record record) {
    if (record.origin.empty()) {
        record.origin = origin_;
    }
    for (const Uncompared& each : record.uncompared) {
        ++summary.uncompared[each.field + ": " + each.reason];
    }
    ++summary.records;
    ++summary.events[static_cast<std::size_t>(record.event.kind)];
    queue.push_back(std::move(record));
}

void Output::put(const Event& event) {
    Record record;
    record.event = event;
    put(std::move(record));
}

} // namespace trapspec::traces::lguest
