#include "diff/mutants/trials.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <map>
#include <mutex>
#include <thread>

#include "diff/fuzz.hpp"
#include "diff/mutants/arguments.hpp"
#include "diff/mutants/hunt.hpp"
#include "diff/mutants/recordings.hpp"
#include "diff/mutants/workshop.hpp"

namespace trapspec::diff::mutants {

namespace fs = std::filesystem;

namespace {

/// How long the original must agree before its mutants say anything.
constexpr double seconds_for_the_original = 1;

class Trials {
public:
    Trials(const std::vector<Fault>& faults, const Trial_options& options)
        : options_(options), workshop_(options.build, options.work, [this] { stop_if_asked(); }) {
        for (const Fault& fault : faults) {
            trials_.emplace_back().fault = fault;
        }
        builds_.resize(trials_.size());
    }

    std::vector<Trial> run() {
        build_all();
        note_duplicates();
        if (options_.replay) {
            recordings_.emplace(options_.corpus, [this](const std::string& file) { tell("reading " + file); });
        }
        check_original();
        in_parallel("running", [this](std::size_t i) { run_one(i); });
        in_parallel("looking again at", [this](std::size_t i) { explain_survivor(i); });
        return std::move(trials_);
    }

private:
    void stop_if_asked() const {
        if (options_.stopped && options_.stopped()) {
            throw Stopped();
        }
    }

    void tell(const std::string& what) {
        stop_if_asked();
        const std::scoped_lock lock(telling_);
        if (options_.progress) {
            options_.progress(what);
        }
    }

    /// Calls `work` for each trial that is still open; what it throws ends them all.
    void in_parallel(const char* doing, const std::function<void(std::size_t)>& work) {
        std::atomic<std::size_t> next{0};
        std::exception_ptr failure;
        const auto turn = [&] {
            try {
                for (std::size_t i = next++; i < trials_.size(); i = next++) {
                    if (is_open(i)) {
                        tell(fmt::format("{} {} of {}: {}", doing, i + 1, trials_.size(), trials_[i].fault.name));
                        work(i);
                    }
                }
            } catch (...) {
                next = trials_.size();
                const std::scoped_lock lock(telling_);
                failure = failure ? failure : std::current_exception();
            }
        };
        {
            std::vector<std::jthread> others;
            for (unsigned i = 1; i < options_.threads; ++i) {
                others.emplace_back(turn);
            }
            turn();
        }
        if (failure) {
            std::rethrow_exception(failure);
        }
    }

    [[nodiscard]] bool is_open(std::size_t i) const { return trials_[i].verdict == Verdict::survived; }

    void build_all() {
        in_parallel("building", [this](std::size_t i) {
            Trial& trial = trials_[i];
            builds_[i] = workshop_.build(trial.fault);
            switch (builds_[i].result) {
            case Built::program:
                break;
            case Built::same_code:
                trial.verdict = Verdict::same_code;
                trial.why = "the compiler makes the same code of it";
                break;
            case Built::does_not_build:
                trial.verdict = Verdict::not_built;
                trial.why = builds_[i].complaint.substr(0, builds_[i].complaint.find('\n'));
                break;
            }
        });
    }

    [[nodiscard]] bool same_objects(std::size_t i, std::size_t j) const {
        const auto& a = builds_[i].objects;
        const auto& b = builds_[j].objects;
        return trials_[i].fault.file == trials_[j].fault.file &&
               std::equal(a.begin(), a.end(), b.begin(), b.end(), same_bytes);
    }

    /// Of faults that come out as the same code, the first counts; a planted one before those made from the source.
    void note_duplicates() {
        std::vector<std::size_t> order(trials_.size());
        for (std::size_t i = 0; i < order.size(); ++i) {
            order[i] = i;
        }
        std::stable_partition(
            order.begin(), order.end(), [&](std::size_t i) { return trials_[i].fault.slip == Slip::planted; });
        std::map<std::string, std::vector<std::size_t>> by_sum;
        for (const std::size_t i : order) {
            if (!is_open(i)) {
                continue;
            }
            auto& alike = by_sum[trials_[i].fault.file + builds_[i].sum];
            const auto same =
                std::find_if(alike.begin(), alike.end(), [&](std::size_t j) { return same_objects(i, j); });
            if (same == alike.end()) {
                alike.push_back(i);
            } else {
                trials_[i].verdict = Verdict::same_as;
                trials_[i].why = trials_[*same].fault.name;
            }
        }
    }

    void check_original() {
        tell("comparing the original with the model");
        const auto differs = [](const std::string& how) {
            throw Original_differs(fmt::format(
                "the implementation differs from the model without any fault ({}): mutants would show nothing", how));
        };
        if (options_.fuzz) {
            if (const auto kill = found_by_fuzz(
                    fuzz_of(workshop_.original(), options_.work / "original", seconds_for_the_original))) {
                differs("fuzz: " + kill->by);
            }
        }
        if (recordings_) {
            if (const auto kill = found_by_replay(workshop_.original(), *recordings_)) {
                differs("replay: " + kill->by);
            }
        }
    }

    void run_one(std::size_t i) {
        Trial& trial = trials_[i];
        if (options_.fuzz) {
            trial.fuzz = found_by_fuzz(fuzz_of(builds_[i].program, workshop_.folder_of(trial.fault), options_.seconds));
        }
        if (recordings_) {
            stop_if_asked();
            trial.replay = found_by_replay(builds_[i].program, *recordings_);
        }
        if (trial.fuzz || trial.replay) {
            trial.verdict = Verdict::killed;
            trial.why = argument_about(trial.fault) != nullptr ? "found, against the argument in arguments.cpp" : "";
        }
        if (!options_.keep && trial.fuzz) {
            trial.fuzz->file.clear();
        }
        if (!options_.keep && !is_open(i)) {
            workshop_.remove(trial.fault);
        }
    }

    [[nodiscard]] Fuzz_options fuzz_of(const fs::path& program, const fs::path& folder, double seconds) {
        Fuzz_options fuzz;
        fuzz.seed = options_.seed;
        fuzz.seconds = seconds;
        fuzz.dut = dut_at(program.string());
        fuzz.save = folder;
        fuzz.progress = [this](std::uint64_t, std::uint64_t) { stop_if_asked(); };
        return fuzz;
    }

    /// A last look at a survivor: does a compiler make the same code of it, or is there an argument?
    void explain_survivor(std::size_t i) {
        Trial& trial = trials_[i];
        if (const std::string way = workshop_.same_code_in(trial.fault); !way.empty()) {
            trial.verdict = Verdict::equivalent;
            trial.why = "same code by " + way;
        } else if (const Argument* const argument = argument_about(trial.fault)) {
            trial.verdict = argument->beyond ? Verdict::beyond : Verdict::argued;
            trial.why = argument->reason;
        }
    }

    const Trial_options& options_;
    Workshop workshop_;
    std::vector<Trial> trials_;
    std::vector<Build> builds_;
    std::optional<Recordings> recordings_;
    std::mutex telling_;
};

} // namespace

std::string_view name_of(Verdict verdict) {
    static constexpr std::array<std::string_view, 8> names{
        "killed", "survived", "same code", "same as", "equivalent", "argued", "beyond", "not built"};
    return names[static_cast<std::size_t>(verdict)];
}

std::vector<Trial> try_faults(const std::vector<Fault>& faults, const Trial_options& options) {
    return Trials(faults, options).run();
}

} // namespace trapspec::diff::mutants
