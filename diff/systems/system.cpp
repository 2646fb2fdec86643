#include "diff/systems/system.hpp"

#include "diff/systems/event_digest.hpp"

namespace trapspec::diff {

System::~System() = default;

void System::start_stream(const Stream& stream) {
    stream_events_.clear();
    stream_sums_tables_ = stream.sums_tables();
    stream.for_each([&](auto kind, auto arguments) { stream_events_.push_back(unpacked(kind, arguments)); });
    start(stream_events_);
}

void System::finish_stream(Sums& sums) {
    stream_snapshots_.resize(stream_events_.size());
    finish(stream_snapshots_);
    for (std::size_t i = 0; i < stream_snapshots_.size(); ++i) {
        sums.events[i] = digest_of_response(stream_snapshots_[i], stream_sums_tables_);
    }
    if (!stream_snapshots_.empty()) {
        sums.last = stream_snapshots_.back();
    }
}

} // namespace trapspec::diff
