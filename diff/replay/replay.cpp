#include "diff/replay/replay.hpp"

#include <fmt/format.h>

#include <chrono>
#include <memory>
#include <utility>

#include "diff/explain.hpp"
#include "diff/replay/handler_entries.hpp"
#include "diff/replay/observed.hpp"
#include "diff/systems/model.hpp"
#include "diff/validity.hpp"
#include "model/rules.hpp"
#include "traces/errors.hpp"
#include "traces/reader.hpp"

namespace trapspec::diff {

namespace {

using Kind = model::Event_kind;

class Player {
public:
    Player(traces::Reader& reader, const Replay_options& options, Replay_report& report)
        : options_(options), report_(report), configuration_(configuration_with(reader.header(), options)),
          handler_entries_(
              reader.header().cpu, !model::rule_set_named(configuration_.rules).value().frame_in_its_pages) {
        report_.source = reader.header().source;
        report_.rules = configuration_.rules;
        // The model always runs, as it names the rules; whether it is compared is another matter.
        model_ = std::make_unique<Model_system>(configuration_);
        traces::Record fresh_start;
        fresh_start.event =
            traces::make_event(Kind::start_guest, {reader.header().pfn_limit, reader.header().mapped_pages});
        if (options.against_implementation) {
            start_implementation();
        }
        step(fresh_start.event);
        if (!trouble_.empty()) {
            report_mismatch(fresh_start, reader, "", false, {});
        }
    }

    void play(const traces::Record& record, const traces::Reader& reader) {
        if (!is_valid(record.event, configuration_.memory_pages)) {
            throw traces::Input_error(
                reader.file(), reader.line(), 1, why_not_valid(record.event, configuration_.memory_pages));
        }
        ++report_.events;
        ++report_.events_by_kind[std::string(model::info(record.event.kind).name)];
        std::vector<Difference> found = compare([&](auto& differences) {
            return compare_observed(record.before, model_side(), implementation_side(), differences);
        });
        if (!found.empty() || !trouble_.empty()) {
            report_mismatch(record, reader, "", true, std::move(found));
        }

        const Snapshot before = model_snapshot_;
        step(record.event);
        if (record.event.kind == Kind::trap || record.event.kind == Kind::deliver_trap) {
            ++report_.traps_by_vector[record.event.arguments[0]];
        }
        for (const traces::Uncompared& each : record.uncompared) {
            ++report_.uncompared[each.field + ": " + each.reason];
        }
        count_arms();
        const auto explanation = [&] {
            return record.after.handler_entry ? explain(*record.after.handler_entry)
                                              : explain(record.event, before, model_snapshot_, model_->fired()[0]);
        };
        if (options_.explain) {
            options_.explain(fmt::format("{:>7}  {}", report_.events, explanation()));
        }

        found = compare([&](auto& differences) { return compare_after(record, differences); });
        if (!found.empty() || !trouble_.empty()) {
            report_mismatch(record, reader, explanation(), false, std::move(found));
        }
    }

private:
    static Configuration configuration_with(const traces::Header& header, const Replay_options& options) {
        Configuration configuration = configuration_of(header);
        if (!options.rules.empty()) {
            configuration.rules = options.rules;
        }
        return configuration;
    }

    [[nodiscard]] Side model_side() { return {options_.against_model ? model_.get() : nullptr, &model_snapshot_}; }
    [[nodiscard]] Side implementation_side() {
        return {follows_ ? implementation_.get() : nullptr, &implementation_snapshot_};
    }

    void start_implementation() {
        try {
            implementation_ = start_dut(options_.dut, configuration_);
        } catch (const Refused&) {
            throw;
        } catch (const Not_executable&) {
            throw;
        } catch (const System_error& error) {
            note_failure(error);
        }
    }

    void note_for_handlers(const Event& event) {
        if (event.kind == Kind::start_guest) {
            handler_entries_.forget();
        }
        if (const std::size_t words = frame_words(model_->fired()[0]); words != 0) {
            with_it_or_without([&] {
                handler_entries_.note_delivery({model_.get(), &model_snapshot_}, implementation_side(), words);
            });
        }
    }

    void compare_handler_entry(const traces::Handler_entry& entry, std::vector<Difference>& found) {
        Report_comparison comparison =
            handler_entries_.compare(entry, {model_.get(), &model_snapshot_}, implementation_side());
        report_.compared_values += comparison.compared;
        ++report_.handler_entries[entry.reflected ? "reflected" : "direct"];
        for (std::size_t i = 0; i < departure_count; ++i) {
            report_.departures[i] += comparison.departures[i];
        }
        for (const auto& [what, count] : comparison.not_compared) {
            report_.uncompared[what] += count;
        }
        for (Difference& each : comparison.found) {
            if (!options_.against_model) {
                each.model.reset();
            }
            if (each.model.value_or(*each.observed) != each.observed ||
                each.implementation.value_or(*each.observed) != each.observed) {
                found.push_back(std::move(each));
            }
        }
    }

    void note_failure(const System_error& error) {
        trouble_ = error.what();
        complaints_ = error.complaints();
        implementation_.reset();
        follows_ = false;
    }

    /// The implementation is lost where an event comes that it does not do, and found again when a Guest starts afresh.
    void let_follow(Kind kind) {
        if (implementation_) {
            const bool does_it = does(implementation_->kinds(), kind);
            follows_ = does_it && (follows_ || kind == Kind::start_guest);
            if (!does_it) {
                ++report_.kinds_not_done[std::string(model::info(kind).name)];
            }
        }
        if (options_.against_implementation && !follows_) {
            ++report_.left_out;
        }
    }

    void step(const Event& event) {
        let_follow(event.kind);
        while_it_follows([&] { implementation_->start({&event, 1}); });
        model_snapshot_ = model_->step(event);
        while_it_follows([&] { implementation_->finish({&implementation_snapshot_, 1}); });
        note_for_handlers(event);
    }

    template <class Act>
    void while_it_follows(Act act) {
        if (follows_) {
            try {
                act();
            } catch (const System_error& error) {
                note_failure(error);
            }
        }
    }

    template <class Act>
    void with_it_or_without(Act act) {
        try {
            act();
        } catch (const System_error& error) {
            note_failure(error);
            act();
        }
    }

    template <class Compare>
    std::vector<Difference> compare(Compare compare) {
        std::vector<Difference> found;
        with_it_or_without([&] {
            found.clear();
            report_.compared_values += compare(found);
        });
        return found;
    }

    std::size_t compare_after(const traces::Record& record, std::vector<Difference>& found) {
        std::size_t compared = compare_observed(record.after, model_side(), implementation_side(), found);
        for (const std::string& name : record.after.fired) {
            ++compared;
            const auto arm = model::arm_named(name);
            if (options_.against_model && (!arm || !model_->fired()[0].has(*arm))) {
                found.push_back({"fired " + name, 1, 0, std::nullopt, Difference::npos});
            }
        }
        if (options_.against_model && follows_ && !agree(model_snapshot_, implementation_snapshot_)) {
            for (Difference& each : differences(model_snapshot_, implementation_snapshot_, *model_, *implementation_)) {
                const bool known =
                    std::any_of(found.begin(), found.end(), [&](const Difference& d) { return d.field == each.field; });
                if (!known) {
                    found.push_back(std::move(each));
                }
            }
        }
        // Last: nothing fails after it has counted.
        if (record.after.handler_entry) {
            compare_handler_entry(*record.after.handler_entry, found);
        }
        return compared;
    }

    void count_arms() {
        for (const model::Rule arm : arms_of(model_->fired()[0])) {
            ++arm_counts_[static_cast<std::size_t>(arm)];
        }
    }

    void report_mismatch(const traces::Record& record,
        const traces::Reader& reader,
        std::string explanation,
        bool before_the_event,
        std::vector<Difference> found) {
        const std::string trouble = std::exchange(trouble_, {});
        ++report_.mismatching_events;
        if (report_.mismatches.size() >= options_.most_mismatches) {
            return;
        }
        Mismatch mismatch;
        mismatch.number = report_.events;
        mismatch.line = reader.line();
        mismatch.origin = record.origin;
        mismatch.event = std::string(model::info(record.event.kind).name);
        mismatch.explanation = std::move(explanation);
        mismatch.before_the_event = before_the_event;
        mismatch.differences = std::move(found);
        mismatch.trouble = trouble;
        mismatch.complaints = std::exchange(complaints_, {});
        if (!before_the_event) {
            for (const model::Rule arm : arms_of(model_->fired()[0])) {
                mismatch.rules.push_back(fmt::format("{} ({})", model::info(arm).rule, model::info(arm).name));
            }
        }
        report_.mismatches.push_back(std::move(mismatch));
    }

public:
    void finish() {
        for (const model::Arm_info& arm : model::arm_table) {
            if (const std::uint64_t count = arm_counts_[static_cast<std::size_t>(arm.arm)]; count > 0) {
                report_.arms_fired[std::string(arm.name)] = count;
            }
        }
    }

private:
    const Replay_options& options_;
    Replay_report& report_;
    Configuration configuration_;
    std::unique_ptr<Model_system> model_;
    std::unique_ptr<Dut_system> implementation_; ///< nullptr: not wanted, or no more
    bool follows_ = false;                       ///< it has had every event since a Guest started afresh
    std::string trouble_;                        ///< how it failed just now
    std::string complaints_;
    Snapshot model_snapshot_{};
    Snapshot implementation_snapshot_{};
    Handler_entries handler_entries_;
    std::array<std::uint64_t, model::arm_count> arm_counts_{};
};

} // namespace

Replay_report replay(const std::string& file, const Replay_options& options) {
    const auto start = std::chrono::steady_clock::now();
    Replay_report report;
    report.file = file;
    traces::Reader reader(file);
    Player player(reader, options, report);
    traces::Record record;
    while (reader.next(record)) {
        player.play(record, reader);
        if (options.progress && report.events % 4096 == 0) {
            options.progress(report.events);
        }
    }
    player.finish();
    report.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return report;
}

} // namespace trapspec::diff
