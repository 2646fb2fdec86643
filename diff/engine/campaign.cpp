#include "diff/engine/campaign.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstring>

#include "diff/compare.hpp"
#include "diff/systems/implementation.hpp"

namespace trapspec::diff {

namespace {

using Clock = std::chrono::steady_clock;

/// Every so many sequences one is compared in full after every event, memory included, even when its digests agree.
constexpr std::uint64_t full_comparison_interval = 256;

bool sums_agree(const Stream& stream, const Sums& ours, const Sums& theirs) {
    return std::memcmp(ours.events.data(), theirs.events.data(), stream.size() * sizeof ours.events[0]) == 0 &&
           agree(ours.last, theirs.last);
}

} // namespace

Campaign::Campaign(const Fuzz_options& options)
    : options_(options), maker_(options.seed), lanes_(lane_count), divergences_(options_) {
    if (options.shard.count == 0 || options.shard.count > lane_count || options.shard.index >= options.shard.count) {
        throw std::invalid_argument(fmt::format("shard {}/{}: expected I/N with I below N and N at most {}",
            options.shard.index,
            options.shard.count,
            lane_count));
    }
    const std::string program = options.implementation.empty() ? default_implementation() : options.implementation;
    for (Configuration& configuration : campaign_configurations(options.rules)) {
        report_.coverage[configuration.rules];
        pairs_.push_back(std::make_unique<Pair>(std::move(configuration), program));
    }
    pairs_.front()->start_systems(); // a program that does not even start is no divergence
    report_.seed = options.seed;
    report_.shard = options.shard;
}

Fuzz_report Campaign::run() {
    const Clock::time_point start = Clock::now();
    const auto elapsed = [&] { return std::chrono::duration<double>(Clock::now() - start).count(); };
    for (std::uint64_t batch = 0; divergences_.different() < options_.most_divergences; ++batch) {
        if (options_.seconds > 0 ? elapsed() >= options_.seconds : batch * batch_size >= options_.cases) {
            break;
        }
        if (batch % lane_count % options_.shard.count == options_.shard.index) {
            run_batch(batch);
            if (options_.progress) {
                options_.progress(report_.cases, report_.events);
            }
        }
    }
    examine_suspects();
    report_.seconds = elapsed();
    for (std::size_t i = 0; i < lanes_.size(); ++i) {
        if (lanes_[i]) {
            report_.coverage[pairs_[i % pairs_.size()]->configuration().rules].add(lanes_[i]->pairs);
        }
    }
    report_.divergences = divergences_.all();
    return std::move(report_);
}

void Campaign::run_batch(std::uint64_t batch) {
    auto& lane = lanes_[batch % lane_count];
    if (!lane) {
        lane = std::make_unique<Lane>();
    }
    Pair& pair = *pairs_[batch % lane_count % pairs_.size()];
    const std::uint64_t first = batch * batch_size;
    const std::uint64_t end = options_.seconds > 0 ? first + batch_size : std::min(first + batch_size, options_.cases);
    for (std::uint64_t number = first; number < end; ++number) {
        run_sequence(*lane, pair, number);
    }
    report_.cases += end - first;
    if (!suspects_.empty()) {
        examine_suspects();
    }
}

void Campaign::run_sequence(Lane& lane, Pair& pair, std::uint64_t number) {
    if (under_way_ == items_.size()) {
        collect_oldest();
    }
    Item& item = items_[(oldest_ + under_way_) % items_.size()];
    maker_.make(number, lane.pool, item.stream);
    item.number = number;
    item.pair = &pair;
    ++under_way_;
    try {
        pair.start_systems();
        pair.implementation().start_stream(item.stream);
    } catch (const System_error&) {
        put_in_doubt(pair);
        pair.start_systems();
    }

    const std::uint32_t known = lane.pairs.distinct();
    pair.model().tell(&lane.pairs);
    pair.model().start_stream(item.stream);
    pair.model().finish_stream(item.ours);
    if (lane.pairs.distinct() != known) {
        lane.pool.add(item.stream);
    }
    report_.coverage[pair.configuration().rules].add(pair.model().fired_by_stream());
    report_.events += item.stream.size();
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
            suspects_.push_back({item.number, item.pair, events_of(item.stream), agreed});
        }
    } catch (const System_error&) {
        suspects_.push_back({item.number, item.pair, events_of(item.stream), false});
        put_in_doubt(*item.pair);
    }
}

/// Its implementation failed, and any of the sequences that were under way may have been the reason.
void Campaign::put_in_doubt(Pair& pair) {
    for (std::size_t i = 0; i < under_way_; ++i) {
        Item& item = items_[(oldest_ + i) % items_.size()];
        if (item.pair == &pair) {
            suspects_.push_back({item.number, &pair, events_of(item.stream), true});
            item.pair = nullptr;
        }
    }
    pair.stop_systems();
}

void Campaign::examine_suspects() {
    while (under_way_ > 0) {
        collect_oldest();
    }
    std::sort(
        suspects_.begin(), suspects_.end(), [](const Suspect& a, const Suspect& b) { return a.number < b.number; });
    for (const Suspect& suspect : suspects_) {
        if (divergences_.different() < options_.most_divergences) {
            divergences_.examine(*suspect.pair, suspect.number, suspect.events, suspect.agreed);
        }
    }
    suspects_.clear();
}

} // namespace trapspec::diff
