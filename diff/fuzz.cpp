#include "diff/fuzz.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <memory>

#include "diff/explain.hpp"
#include "diff/generate/events.hpp"
#include "diff/generate/stateful.hpp"
#include "diff/systems/implementation.hpp"
#include "diff/systems/model.hpp"
#include "model/lguest/rule_set.hpp"
#include "model/rules.hpp"
#include "traces/writer.hpp"

namespace trapspec::diff {

namespace {

using Kind = model::Event_kind;
using Clock = std::chrono::steady_clock;

constexpr std::uint64_t cases_in_a_batch = 16;
constexpr std::uint32_t syscall_vectors[] = {0x80, 0x40, 0x12};
constexpr std::uint32_t first_stub = 0xFFF9E10D;
constexpr std::uint32_t stub_stride = 12;

Configuration make_configuration(std::string_view rules, std::uint32_t syscall_vector) {
    Configuration configuration;
    configuration.rules = rules;
    configuration.syscall_vector = syscall_vector;
    configuration.memory_pages = layout::memory_pages;
    for (std::uint32_t vector = 0; vector < configuration.handlers.size(); ++vector) {
        configuration.handlers[vector] = first_stub + vector * stub_stride;
    }
    return configuration;
}

/// What every case starts with: nothing of an earlier one survives it.
std::vector<Event> fresh_start() {
    return {traces::make_event(Kind::start_guest, {layout::pfn_limit, layout::memory_pages}),
        traces::make_event(Kind::free_interrupts)};
}

/// Model and implementation under one configuration.
class Pair {
public:
    Pair(const Configuration& configuration, std::string program)
        : configuration_(configuration), program_(std::move(program)) {}

    /// Throws System_error when one does not start.
    void start_systems() {
        if (!model_) {
            model_ = std::make_unique<Model_system>(configuration_);
            implementation_ =
                std::make_unique<Implementation_system>(program_, configuration_, std::chrono::seconds(2));
        }
    }

    /// Runs the events on both; the index of the first on which they do not agree, or the number of events.
    std::size_t run(const std::vector<Event>& events) {
        start_systems();
        ours_.resize(events.size());
        theirs_.resize(events.size());
        implementation_->start(events);
        model_->run(events, ours_);
        implementation_->finish(theirs_);
        for (std::size_t i = 0; i < events.size(); ++i) {
            if (!agree(ours_[i], theirs_[i])) {
                return i;
            }
        }
        const auto ours = model_->memory();
        const auto theirs = implementation_->memory();
        return std::equal(ours.begin(), ours.end(), theirs.begin()) ? events.size() : events.size() - 1;
    }

    /// As run, but a system that fails counts as a divergence at the end, and is started afresh.
    bool diverges(const std::vector<Event>& events, std::string& trouble) {
        try {
            trouble.clear();
            if (diverged_) {
                // What went wrong may have damaged the implementation for good: the next question goes to a new one.
                model_.reset();
                implementation_.reset();
            }
            diverged_ = run(events) < events.size();
            return diverged_;
        } catch (const System_error& error) {
            trouble = error.what();
            model_.reset();
            implementation_.reset();
            return true;
        }
    }

    [[nodiscard]] const Configuration& configuration() const { return configuration_; }
    [[nodiscard]] Model_system& model() { return *model_; }
    [[nodiscard]] Implementation_system& implementation() { return *implementation_; }
    [[nodiscard]] const std::vector<Snapshot>& ours() const { return ours_; }
    [[nodiscard]] const std::vector<Snapshot>& theirs() const { return theirs_; }

private:
    Configuration configuration_;
    std::string program_;
    std::unique_ptr<Model_system> model_;
    std::unique_ptr<Implementation_system> implementation_;
    bool diverged_ = false;
    std::vector<Snapshot> ours_;
    std::vector<Snapshot> theirs_;
};

std::vector<Event> with_fresh_start(const std::vector<Event>& events) {
    std::vector<Event> all = fresh_start();
    all.insert(all.end(), events.begin(), events.end());
    return all;
}

class Campaign {
public:
    explicit Campaign(const Fuzz_options& options) : options_(options), sequences_(options.seed) {
        const std::string program = options.implementation.empty() ? default_implementation() : options.implementation;
        for (const std::uint32_t vector : syscall_vectors) {
            for (const model::Rule_set& rules : model::rule_sets) {
                if (options.rules.empty() || options.rules == rules.name) {
                    pairs_.emplace_back(make_configuration(rules.name, vector), program);
                }
            }
        }
        if (pairs_.empty()) {
            throw System_error("no rule version \"" + options.rules + "\" that the implementation has");
        }
        pairs_.front().start_systems(); // a program that does not even start is no divergence
        report_.seed = options.seed;
    }

    Fuzz_report run() {
        const Clock::time_point start = Clock::now();
        const auto elapsed = [&] { return std::chrono::duration<double>(Clock::now() - start).count(); };
        for (std::uint64_t batch = 0; report_.divergences.empty(); ++batch) {
            if (options_.seconds > 0 ? elapsed() >= options_.seconds : report_.cases >= options_.cases) {
                break;
            }
            run_batch(batch);
            if (options_.progress) {
                options_.progress(report_.cases, report_.events);
            }
        }
        report_.seconds = elapsed();
        report_.arms_reached = static_cast<std::size_t>(std::count(reached_.begin(), reached_.end(), true));
        return std::move(report_);
    }

private:
    void run_batch(std::uint64_t batch) {
        Pair& pair = pairs_[batch % pairs_.size()];
        const std::uint64_t first = batch * cases_in_a_batch;
        const std::uint64_t count =
            options_.seconds > 0 ? cases_in_a_batch : std::min(cases_in_a_batch, options_.cases - report_.cases);
        std::vector<Event> events;
        std::vector<std::size_t> ends;
        for (std::uint64_t number = first; number < first + count; ++number) {
            const std::vector<Event> sequence = with_fresh_start(sequences_.generate(number));
            events.insert(events.end(), sequence.begin(), sequence.end());
            ends.push_back(events.size());
        }
        std::string trouble;
        if (pair.diverges(events, trouble)) {
            find_the_case(pair, first, count);
        } else {
            for (const auto& fired : pair.model().fired()) {
                note_arms(fired);
            }
        }
        report_.cases += count;
        report_.events += events.size();
    }

    void note_arms(const Model_system::Fired& fired) {
        for (std::size_t arm = 1; arm < model::arm_count; ++arm) {
            if (fired.has(static_cast<model::Rule>(arm))) {
                reached_[arm] = true;
            }
        }
    }

    void find_the_case(Pair& pair, std::uint64_t first, std::uint64_t count) {
        std::string trouble;
        for (std::uint64_t number = first; number < first + count; ++number) {
            const std::vector<Event> sequence = sequences_.generate(number);
            if (pair.diverges(with_fresh_start(sequence), trouble)) {
                report_divergence(pair, number, sequence.size());
                return;
            }
        }
        Divergence unstable;
        unstable.trouble =
            "the batch diverged, but none of its cases does alone: the implementation keeps state across start_guest";
        unstable.case_number = first;
        unstable.rules = pair.configuration().rules;
        report_.divergences.push_back(std::move(unstable));
    }

    void report_divergence(Pair& pair, std::uint64_t number, std::size_t events_before) {
        Divergence divergence;
        divergence.case_number = number;
        divergence.rules = pair.configuration().rules;
        divergence.syscall_vector = pair.configuration().syscall_vector;
        divergence.events_before = events_before;
        std::string trouble;
        const std::vector<Event> shrunk = sequences_.shrink(
            number, [&](const std::vector<Event>& events) { return pair.diverges(with_fresh_start(events), trouble); });
        divergence.events = shrunk.size();
        describe(pair, shrunk, divergence);
        divergence.trace = save(pair.configuration(), shrunk, divergence);
        report_.divergences.push_back(std::move(divergence));
    }

    static void describe(Pair& pair, const std::vector<Event>& shrunk, Divergence& divergence) {
        const std::vector<Event> all = with_fresh_start(shrunk);
        if (pair.diverges(all, divergence.trouble) && !divergence.trouble.empty()) {
            for (const Event& event : shrunk) {
                divergence.lines.emplace_back(model::info(event.kind).name);
            }
            return;
        }
        const std::size_t first_event = fresh_start().size();
        for (std::size_t i = first_event; i < all.size(); ++i) {
            divergence.lines.push_back(explain(all[i], pair.ours()[i - 1], pair.ours()[i], pair.model().fired()[i]));
        }
        // The tables that differences() may fetch are those after the last event, where a shrunk sequence diverges.
        for (std::size_t i = 0; i < all.size(); ++i) {
            if (!agree(pair.ours()[i], pair.theirs()[i])) {
                divergence.differences =
                    differences(pair.ours()[i], pair.theirs()[i], pair.model(), pair.implementation());
                return;
            }
        }
        divergence.differences.push_back({"Guest memory outside the reported writes", {}, {}, {}, Difference::npos});
    }

    std::filesystem::path save(
        const Configuration& configuration, const std::vector<Event>& events, const Divergence& divergence) const {
        std::filesystem::path file =
            options_.save / fmt::format("divergence-seed{}-case{}.jsonl", options_.seed, divergence.case_number);
        traces::Header header;
        header.source = fmt::format("trapspec fuzz --seed {}, case {}, shrunk from {} to {} events",
            options_.seed,
            divergence.case_number,
            divergence.events_before,
            events.size());
        header.rules = configuration.rules;
        header.syscall_vector = configuration.syscall_vector;
        header.handlers = configuration.handlers;
        header.pfn_limit = layout::pfn_limit;
        header.mapped_pages = layout::memory_pages;
        traces::Writer writer(file, header);
        for (const Event& event : events) {
            traces::Record record;
            record.event = event;
            writer.write(record);
        }
        writer.finish();
        return file;
    }

    const Fuzz_options& options_;
    Sequences sequences_;
    std::vector<Pair> pairs_;
    Fuzz_report report_;
    std::array<bool, model::arm_count> reached_{};
};

} // namespace

Fuzz_report fuzz(const Fuzz_options& options) {
    // A folder that cannot be had is found out before the run, not when its result would be lost.
    const bool made = std::filesystem::create_directories(options.save);
    Fuzz_report report = Campaign(options).run();
    if (made && report.divergences.empty()) {
        std::filesystem::remove(options.save);
    }
    return report;
}

} // namespace trapspec::diff
