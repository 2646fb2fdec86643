#include "diff/engine/history.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "diff/engine/save_trace.hpp"
#include "traces/errors.hpp"

namespace trapspec::diff {

void replay_history(std::uint64_t seed,
    Kinds kinds,
    const std::vector<std::uint64_t>& kept,
    const std::vector<Configuration>& configurations,
    Lanes& lanes,
    const std::function<void(std::uint64_t, const Stream&, const Arm_pairs&)>& visit) {
    Sequence_maker maker(seed, kinds);
    std::vector<std::unique_ptr<Model_system>> models;
    for (const Configuration& configuration : configurations) {
        models.push_back(std::make_unique<Model_system>(configuration));
    }
    Stream stream;
    Sums sums;
    auto pairs = std::make_unique<Arm_pairs>();
    for (const std::uint64_t number : kept) {
        auto& lane = lanes[lane_of(number)];
        if (!lane) {
            lane = std::make_unique<Lane>();
        }
        maker.make(number, lane->pool, stream);
        Model_system& model = *models[lane_of(number) % models.size()];
        model.tell(&lane->pairs);
        model.start_stream(stream);
        model.finish_stream(sums);
        if (visit) {
            *pairs = {};
            model.tell(pairs.get());
            model.start_stream(stream);
            model.finish_stream(sums);
            visit(number, stream, *pairs);
        }
        lane->pool.add(stream);
    }
}

namespace {

struct Entry {
    std::uint64_t number;
    std::vector<Event> events;
    std::vector<std::uint16_t> pairs;
};

std::vector<std::uint16_t> list_of(const Arm_pairs& pairs) {
    std::vector<std::uint16_t> list;
    for (unsigned first = 0; first < model::arm_count; ++first) {
        for (unsigned second = 0; second < model::arm_count; ++second) {
            if (pairs.has(first, second)) {
                list.push_back(static_cast<std::uint16_t>(first * Arm_pairs::capacity + second));
            }
        }
    }
    return list;
}

/// For one rule version: takes what brings something new, and in the end drops what the others reach without it.
class Selection {
public:
    void offer(std::uint64_t number, const Stream& stream, const Arm_pairs& pairs) {
        std::vector<std::uint16_t> list = list_of(pairs);
        const auto is_new = [&](std::uint16_t pair) { return times_[pair] == 0; };
        if (std::any_of(list.begin(), list.end(), is_new)) {
            for (const std::uint16_t pair : list) {
                ++times_[pair];
            }
            entries_.push_back({number, events_of(stream), std::move(list)});
        }
    }

    std::vector<Entry> smallest() {
        for (std::size_t i = entries_.size(); i-- > 0;) {
            const auto& list = entries_[i].pairs;
            if (std::all_of(list.begin(), list.end(), [&](std::uint16_t pair) { return times_[pair] > 1; })) {
                for (const std::uint16_t pair : list) {
                    --times_[pair];
                }
                entries_.erase(entries_.begin() + static_cast<std::ptrdiff_t>(i));
            }
        }
        return std::move(entries_);
    }

private:
    std::vector<Entry> entries_;
    std::array<std::uint32_t, std::size_t{Arm_pairs::capacity} * Arm_pairs::capacity> times_{};
};

void remove_all_but(const std::set<std::filesystem::path>& written, const std::filesystem::path& folder) {
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        const std::string name = entry.path().filename().string();
        if (name.starts_with("case-") && name.ends_with(".jsonl.zst") && !written.contains(entry.path())) {
            std::filesystem::remove(entry.path());
        }
    }
}

} // namespace

std::size_t write_corpus(std::uint64_t seed,
    Kinds kinds,
    const std::vector<std::uint64_t>& kept,
    const std::vector<Configuration>& configurations,
    const std::filesystem::path& folder) {
    std::filesystem::create_directories(folder);
    const auto configuration_of_number = [&](std::uint64_t number) -> const Configuration& {
        return configurations[lane_of(number) % configurations.size()];
    };
    std::map<std::string, Selection> selections;
    Lanes lanes(lane_count);
    replay_history(
        seed, kinds, kept, configurations, lanes, [&](std::uint64_t number, const Stream& stream, const auto& pairs) {
            selections[configuration_of_number(number).rules].offer(number, stream, pairs);
        });
    std::set<std::filesystem::path> written;
    for (auto& [rules, selection] : selections) {
        for (const Entry& entry : selection.smallest()) {
            const auto file = folder / fmt::format("case-{}.jsonl.zst", entry.number);
            save_trace(file,
                configuration_of_number(entry.number),
                {entry.events.begin() + Sequence_maker::fresh_start_events, entry.events.end()},
                fmt::format("trapspec fuzz --seed {}, case {}", seed, entry.number));
            written.insert(file);
        }
    }
    remove_all_but(written, folder);
    return written.size();
}

} // namespace trapspec::diff
