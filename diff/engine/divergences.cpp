#include "diff/engine/divergences.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "diff/engine/save_trace.hpp"
#include "diff/engine/shrink.hpp"
#include "diff/explain.hpp"
#include "diff/generate/sequence.hpp"

namespace trapspec::diff {

namespace {

using Clock = std::chrono::steady_clock;

/// How long to look for something simpler. Where a system fails outright, each attempt may cost a start or a time-out.
constexpr auto shrinking_time = std::chrono::seconds(10);
constexpr auto shrinking_time_of_trouble = std::chrono::seconds(1);

constexpr auto fresh_start = static_cast<std::ptrdiff_t>(Sequence_maker::fresh_start_events);

std::vector<Event> joined(const std::vector<Event>& start, const std::vector<Event>& rest) {
    std::vector<Event> all(start.begin(), start.begin() + fresh_start);
    all.insert(all.end(), rest.begin(), rest.end());
    return all;
}

} // namespace

void Divergences::note_unstable(
    const Pair& pair, std::uint64_t number, const std::vector<Event>& events, const std::string& against) {
    Divergence_key key;
    key.trouble = against +
                  ", but not when the sequence was run again alone: either the implementation keeps state across "
                  "start_guest, or this does not come from the events";
    Divergence& unstable = found_[key];
    if (unstable.count++ > 0) {
        return;
    }
    const std::vector<Event> rest(events.begin() + fresh_start, events.end());
    unstable.key = key;
    unstable.case_number = number;
    unstable.rules = pair.configuration().rules;
    unstable.syscall_vector = pair.configuration().syscall_vector;
    unstable.events = unstable.events_before = rest.size();
    for (const Event& event : rest) {
        unstable.lines.emplace_back(model::info(event.kind).name);
    }
    unstable.trace = save(pair.configuration(), rest, unstable);
}

void Divergences::examine(
    Pair& pair, std::uint64_t number, const std::vector<Event>& events, const std::string& against) {
    if (!pair.diverges(events)) {
        if (!against.empty()) {
            note_unstable(pair, number, events, against);
            pair.stop_systems();
        }
        return;
    }
    const Divergence_key key = pair.key();
    Divergence& divergence = found_[key];
    if (divergence.count == 0) {
        divergence = shrunk(pair, number, events);
        divergence.key = key;
    }
    ++divergence.count;
    pair.stop_systems();
}

Divergence Divergences::shrunk(Pair& pair, std::uint64_t number, const std::vector<Event>& events) const {
    const Divergence_key key = pair.key();
    Divergence divergence;
    divergence.case_number = number;
    divergence.rules = pair.configuration().rules;
    divergence.syscall_vector = pair.configuration().syscall_vector;
    divergence.events_before = events.size() - static_cast<std::size_t>(fresh_start);
    const auto last = std::max(static_cast<std::ptrdiff_t>(pair.place()) + 1, fresh_start);
    const std::vector<Event> rest(events.begin() + fresh_start, events.begin() + last);
    const auto end = Clock::now() + (key.trouble.empty() ? shrinking_time : shrinking_time_of_trouble);
    const std::vector<Event> simplest = shrink(rest, [&](const std::vector<Event>& candidate) {
        if (Clock::now() > end) {
            return false;
        }
        const std::vector<Event> all = joined(events, candidate);
        if (!pair.diverges(all)) {
            return false;
        }
        pair.stop_systems(); // what went wrong may have damaged the implementation for good
        return pair.key() == key && pair.place() + 1 == all.size();
    });
    divergence.events = simplest.size();
    pair.stop_systems();
    describe(pair, joined(events, simplest), divergence);
    divergence.trace = save(pair.configuration(), simplest, divergence);
    return divergence;
}

void Divergences::describe(Pair& pair, const std::vector<Event>& all, Divergence& divergence) {
    if (!pair.diverges(all) || !pair.key().trouble.empty()) {
        for (std::size_t i = fresh_start; i < all.size(); ++i) {
            divergence.lines.emplace_back(model::info(all[i].kind).name);
        }
        return;
    }
    for (std::size_t i = fresh_start; i < all.size(); ++i) {
        divergence.lines.push_back(explain(all[i], pair.ours()[i - 1], pair.ours()[i], pair.fired()[i]));
    }
    const std::size_t i = pair.place();
    try {
        divergence.differences = differences(pair.ours()[i], pair.theirs()[i], pair.model(), pair.implementation());
    } catch (const System_error&) {
        // It died of the same events; the name of the field is all that there is.
    }
    if (divergence.differences.empty()) {
        divergence.differences.push_back({pair.key().field, {}, {}, {}, Difference::npos});
    }
}

std::filesystem::path Divergences::save(
    const Configuration& configuration, const std::vector<Event>& events, const Divergence& divergence) const {
    std::filesystem::path file =
        options_.save / fmt::format("divergence-seed{}-case{}.jsonl", options_.seed, divergence.case_number);
    save_trace(file,
        configuration,
        events,
        fmt::format("trapspec fuzz --seed {}, case {}, shrunk from {} to {} events",
            options_.seed,
            divergence.case_number,
            divergence.events_before,
            events.size()));
    return file;
}

void Divergences::restore(const std::vector<Divergence>& list) {
    for (const Divergence& each : list) {
        found_[each.key] = each;
    }
}

std::vector<Divergence> Divergences::all() const {
    std::vector<Divergence> list;
    for (const auto& [key, divergence] : found_) {
        list.push_back(divergence);
    }
    std::sort(list.begin(), list.end(), [](const Divergence& a, const Divergence& b) {
        return a.case_number != b.case_number ? a.case_number < b.case_number : a.key < b.key;
    });
    return list;
}

} // namespace trapspec::diff
