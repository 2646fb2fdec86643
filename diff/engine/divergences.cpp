#include "diff/engine/divergences.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "diff/engine/save_trace.hpp"
#include "diff/engine/shrink.hpp"
#include "diff/explain.hpp"
#include "diff/generate/sequence.hpp"
#include "traces/errors.hpp"

namespace trapspec::diff {

namespace {

using Clock = std::chrono::steady_clock;

/// How long to look for something simpler. Where a system fails outright, each attempt may cost a start or a time-out.
constexpr auto shrinking_time = std::chrono::minutes(2);
constexpr auto shrinking_time_of_trouble = std::chrono::milliseconds(600);

/// What failed once need not be waited for as long, when it is asked whether it fails again.
constexpr double share_of_patience_again = 0.4;
constexpr double share_of_patience_for_an_attempt = 0.05;

constexpr auto fresh_start = static_cast<std::ptrdiff_t>(Sequence_maker::fresh_start_events);

/// While shrinking, another arm of the same rule will do: what led to that one may be what can be left out.
bool is_alike(const Divergence_key& a, const Divergence_key& b) {
    return a.rule == b.rule && a.field == b.field && a.trouble == b.trouble;
}

std::vector<Event> joined(const std::vector<Event>& start, const std::vector<Event>& rest) {
    std::vector<Event> all(start.begin(), start.begin() + fresh_start);
    all.insert(all.end(), rest.begin(), rest.end());
    return all;
}

/// The events after the fresh start, as the model alone does them.
std::vector<std::string> told_by_the_model(const Configuration& configuration, const std::vector<Event>& all) {
    Model_system model(configuration);
    std::vector<Snapshot> snapshots(all.size());
    model.run(all, snapshots);
    std::vector<std::string> lines;
    for (std::size_t i = fresh_start; i < all.size(); ++i) {
        lines.push_back(explain(all[i], snapshots[i - 1], snapshots[i], model.fired()[i]));
    }
    return lines;
}

} // namespace

void Divergences::note_trouble(
    const Pair& pair, std::uint64_t number, const std::vector<Event>& events, const Finding& against) {
    Divergence_key key;
    key.trouble = against.what;
    Divergence& divergence = found_[key];
    if (divergence.count++ > 0) {
        return;
    }
    tell_found();
    const std::vector<Event> rest(events.begin() + fresh_start, events.end());
    divergence.key = key;
    divergence.case_number = number;
    divergence.rules = pair.configuration().rules;
    divergence.syscall_vector = pair.configuration().syscall_vector;
    divergence.events = divergence.events_before = rest.size();
    divergence.lines = told_by_the_model(pair.configuration(), events);
    divergence.complaints = against.complaints;
    save(pair.configuration(), rest, divergence);
}

void Divergences::note_failed_start(
    const Pair& pair, std::uint64_t number, const std::vector<Event>& events, const System_error& why) {
    const std::vector<Event> before_any(events.begin(), events.begin() + fresh_start);
    note_trouble(pair, number, before_any, {std::string("at its start, ") + why.what(), why.complaints(), true});
}

void Divergences::examine(Pair& pair, std::uint64_t number, const std::vector<Event>& events, const Finding& against) {
    const bool again = against.failed ? pair.diverges_in_steps(events, share_of_patience_again) : pair.diverges(events);
    if (!again) {
        if (!against.what.empty()) {
            Finding unstable = against;
            unstable.what +=
                ", but not when the sequence was run again alone: either the implementation keeps state across "
                "start_guest, or this does not come from the events";
            note_trouble(pair, number, events, unstable);
            pair.stop_systems();
        }
        return;
    }
    const Divergence_key key = pair.key();
    Divergence& divergence = found_[key];
    if (divergence.count == 0) {
        tell_found();
        divergence = shrunk(pair, number, events);
    }
    ++divergence.count;
    pair.stop_systems();
}

void Divergences::tell_found() const {
    if (options_.found) {
        options_.found();
    }
}

Divergence Divergences::shrunk(Pair& pair, std::uint64_t number, const std::vector<Event>& events) const {
    const Divergence_key key = pair.key();
    Divergence divergence;
    divergence.case_number = number;
    divergence.rules = pair.configuration().rules;
    divergence.syscall_vector = pair.configuration().syscall_vector;
    divergence.events_before = events.size() - static_cast<std::size_t>(fresh_start);
    divergence.key = key;
    divergence.complaints = pair.complaints();
    const auto last = std::max(static_cast<std::ptrdiff_t>(pair.place()) + 1, fresh_start);
    const std::vector<Event> rest(events.begin() + fresh_start, events.begin() + last);
    const auto end = Clock::now() + (key.trouble.empty() ? shrinking_time : shrinking_time_of_trouble);
    const std::vector<Event> simplest = shrink(rest, [&](const std::vector<Event>& candidate) {
        if (options_.dut.watch) {
            options_.dut.watch();
        }
        if (Clock::now() > end) {
            return false;
        }
        const std::vector<Event> all = joined(events, candidate);
        const bool again =
            key.trouble.empty() ? pair.diverges(all) : pair.diverges_in_steps(all, share_of_patience_for_an_attempt);
        if (!again) {
            return false;
        }
        pair.stop_systems(); // what went wrong may have damaged the implementation for good
        return is_alike(pair.key(), key) && pair.place() + 1 == all.size();
    });
    divergence.events = simplest.size();
    pair.stop_systems();
    if (key.trouble.empty()) {
        describe(pair, joined(events, simplest), divergence);
    } else {
        divergence.lines = told_by_the_model(pair.configuration(), joined(events, simplest));
    }
    save(pair.configuration(), simplest, divergence);
    return divergence;
}

void Divergences::describe(Pair& pair, const std::vector<Event>& all, Divergence& divergence) {
    if (!pair.diverges(all) || !pair.key().trouble.empty()) {
        divergence.lines = told_by_the_model(pair.configuration(), all);
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

/// A divergence that cannot be saved is reported all the same.
void Divergences::save(
    const Configuration& configuration, const std::vector<Event>& events, Divergence& divergence) const {
    const std::filesystem::path file =
        options_.save / fmt::format("divergence-seed{}-case{}.jsonl", options_.seed, divergence.case_number);
    try {
        save_trace(file,
            configuration,
            events,
            fmt::format("trapspec fuzz --seed {}, case {}, shrunk from {} to {} events",
                options_.seed,
                divergence.case_number,
                divergence.events_before,
                events.size()));
        divergence.trace = file;
    } catch (const traces::Output_error& error) {
        divergence.not_saved = error.what();
    }
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
