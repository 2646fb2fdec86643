#include "diff/engine/campaign.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstring>

#include "diff/compare.hpp"
#include "traces/errors.hpp"

namespace trapspec::diff {

namespace {

using Clock = std::chrono::steady_clock;

/// Every so many sequences one is compared in full after every event, memory included, even when its digests agree.
constexpr std::uint64_t full_comparison_interval = 256;

/// How much work is lost at most when the process is killed.
constexpr auto state_interval = std::chrono::milliseconds(500);

bool sums_agree(const Stream& stream, const Sums& ours, const Sums& theirs) {
    return std::memcmp(ours.events.data(), theirs.events.data(), stream.size() * sizeof ours.events[0]) == 0 &&
           agree(ours.last, theirs.last);
}

} // namespace

Campaign::Campaign(const Fuzz_options& options)
    : options_(options), space_(options.exhaustive.empty() ? nullptr : &space_named(options.exhaustive)),
      numbers_(options.cases), maker_(options.seed), lanes_(lane_count), divergences_(options_) {
    if (options.shard.count == 0 || options.shard.count > lane_count || options.shard.index >= options.shard.count) {
        throw std::invalid_argument(fmt::format("shard {}/{}: expected I/N with I below N and N at most {}",
            options.shard.index,
            options.shard.count,
            lane_count));
    }
    report_.seed = options.seed;
    report_.shard = options.shard;
    for (Configuration& configuration : campaign_configurations(options.rules)) {
        // One system-call vector is enough for a space: the values do not look at it.
        if (space_ == nullptr || configuration.syscall_vector == 0x80) {
            pairs_.push_back(std::make_unique<Pair>(std::move(configuration), options_.dut));
        }
    }
    meet_implementation();
    for (const auto& pair : pairs_) {
        report_.coverage[pair->configuration().rules];
    }
    maker_ = Sequence_maker(options.seed, report_.kinds);
    if (space_ != nullptr) {
        require_kinds_of_space();
        // Each block of streams goes to every configuration in turn.
        numbers_ = (space_->streams() + batch_size - 1) / batch_size * batch_size * pairs_.size();
    }
}

double Campaign::seconds() const {
    return seconds_before_ + std::chrono::duration<double>(Clock::now() - start_).count();
}

bool Campaign::is_done() const {
    return given_up_ || divergences_.different() >= options_.most_divergences ||
           (options_.seconds > 0 && space_ == nullptr ? seconds() >= options_.seconds : next_ >= numbers_);
}

Fuzz_report Campaign::run() {
    if (given_up_) {
        report_.divergences = divergences_.all();
        return std::move(report_);
    }
    if (!options_.folder.empty()) {
        if (auto state = load_state(options_.folder)) {
            take_up(std::move(*state));
        }
    }
    start_ = left_ = Clock::now();
    try {
        run_batches();
    } catch (const traces::Output_error&) {
        throw; // what cannot be written now cannot be written a second time
    } catch (...) {
        leave_state(false);
        throw;
    }
    leave_state(!given_up_);
    if (!options_.folder.empty() && options_.shard.count == 1 && space_ == nullptr) {
        write_corpus(options_.seed, report_.kinds, kept_, configurations(), options_.folder / "corpus");
    }
    return std::move(report_);
}

void Campaign::run_batches() {
    while (!is_done()) {
        if (lane_of(next_) % options_.shard.count != options_.shard.index) {
            next_ = (next_ / batch_size + 1) * batch_size;
            continue;
        }
        run_batch();
        if (options_.progress) {
            options_.progress(report_.cases, report_.events);
        }
        if (!options_.folder.empty() && Clock::now() - left_ > state_interval) {
            leave_state(false);
        }
    }
}

void Campaign::run_batch() {
    auto& lane = lanes_[lane_of(next_)];
    if (!lane) {
        lane = std::make_unique<Lane>();
    }
    Pair& pair = *pairs_[lane_of(next_) % pairs_.size()];
    const std::uint64_t batch_end = (next_ / batch_size + 1) * batch_size;
    const std::uint64_t end = options_.seconds > 0 && space_ == nullptr ? batch_end : std::min(batch_end, numbers_);
    // A failure is looked at before anything else can fail for the same reason.
    while (next_ < end && make_room(pair)) {
        run_sequence(*lane, pair, next_++);
        if (options_.dut.watch) {
            options_.dut.watch();
        }
    }
    if (!suspects_.empty()) {
        examine_suspects();
    }
}

/// False for a number that stands for nothing.
bool Campaign::make_sequence(const Lane& lane, std::uint64_t number, Stream& stream) {
    if (space_ == nullptr) {
        maker_.make(number, lane.pool, stream);
        return true;
    }
    const std::uint64_t index = number / batch_size / pairs_.size() * batch_size + number % batch_size;
    if (index >= space_->streams()) {
        return false;
    }
    stream.clear();
    stream.sum_tables();
    space_->make(index * space_->values_in_a_stream, stream);
    return true;
}

/// False when an implementation failed.
bool Campaign::make_room(Pair& pair) {
    if (!start(pair)) {
        return false;
    }
    while (under_way_ >= std::min(items_.size(), pair.implementation().depth())) {
        collect_oldest();
        if (failed_) {
            return false;
        }
    }
    return true;
}

void Campaign::run_sequence(Lane& lane, Pair& pair, std::uint64_t number) {
    Item& item = items_[(oldest_ + under_way_) % items_.size()];
    if (!make_sequence(lane, number, item.stream)) {
        return;
    }
    item.number = number;
    item.pair = &pair;
    ++under_way_;
    try {
        pair.implementation().start_stream(item.stream);
    } catch (const System_error& error) {
        note_failure(item, error);
        if (!start(pair)) {
            return;
        }
    }

    const std::uint32_t known = lane.pairs.distinct();
    pair.model().tell(&lane.pairs);
    pair.model().start_stream(item.stream);
    pair.model().finish_stream(item.ours);
    if (lane.pairs.distinct() != known && space_ == nullptr) {
        lane.pool.add(item.stream);
        kept_.push_back(number);
    }
    report_.coverage[pair.configuration().rules].add(pair.model().fired_by_stream());
    report_.events += item.stream.size();
    ++report_.cases;
}

void Campaign::collect_oldest() {
    Item& item = items_[oldest_];
    oldest_ = (oldest_ + 1) % items_.size();
    --under_way_;
    if (item.pair == nullptr) {
        return;
    }
    try {
        item.pair->implementation().finish_stream(theirs_);
        const bool agreed = sums_agree(item.stream, item.ours, theirs_);
        if (!agreed || item.number % full_comparison_interval == 0) {
            suspect(item, {agreed ? "" : "the digests differ", "", false});
        }
    } catch (const System_error& error) {
        note_failure(item, error);
    } catch (...) {
        suspect(item, {}); // interrupted before it was compared
        throw;
    }
}

void Campaign::suspect(const Item& item, Finding against) {
    suspects_.push_back({item.number, item.pair, events_of(item.stream), std::move(against)});
}

void Campaign::examine_suspects() {
    while (under_way_ > 0) {
        collect_oldest();
    }
    std::sort(
        suspects_.begin(), suspects_.end(), [](const Suspect& a, const Suspect& b) { return a.number < b.number; });
    for (const Suspect& suspect : suspects_) {
        if (divergences_.different() < options_.most_divergences) {
            divergences_.examine(*suspect.pair, suspect.number, suspect.events, suspect.against);
        }
    }
    suspects_.clear();
    failed_ = false;
}

} // namespace trapspec::diff
