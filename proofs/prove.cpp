#include "proofs/prove.hpp"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <numeric>
#include <stdexcept>
#include <thread>

#include <fmt/format.h>
#include <fnmatch.h>

#include "proofs/precedents.hpp"
#include "proofs/programs.hpp"
#include "proofs/second_opinion.hpp"
#include "proofs/theorem.hpp"

namespace trapspec::proofs {

namespace {

struct Task {
    const Theorem* theorem;
    const model::Rule_set* rules;
};

std::vector<const model::Rule_set*> selected_versions(const Options& options) {
    std::vector<const model::Rule_set*> selected;
    for (const model::Rule_set& rules : model::rule_sets) {
        if (options.versions.empty() || std::ranges::find(options.versions, rules.name) != options.versions.end()) {
            selected.push_back(&rules);
        }
    }
    for (const std::string& version : options.versions) {
        if (!model::rule_set_named(version)) {
            throw std::invalid_argument(fmt::format("no rule version is called '{}'", version));
        }
    }
    return selected;
}

std::vector<const Theorem*> selected_theorems(const Options& options) {
    const auto matches = [](const std::string& glob, const Theorem& theorem) {
        return fnmatch(glob.c_str(), std::string(theorem.name).c_str(), 0) == 0;
    };
    for (const std::string& glob : options.names) {
        if (std::ranges::none_of(registry(), [&](const Theorem& theorem) { return matches(glob, theorem); })) {
            throw std::invalid_argument(
                fmt::format("no theorem is called '{}'; `trapspec prove --list` tells which there are", glob));
        }
    }
    std::vector<const Theorem*> selected;
    for (const Theorem& theorem : registry()) {
        const auto matched = [&](const std::string& glob) { return matches(glob, theorem); };
        if (options.names.empty() || std::ranges::any_of(options.names, matched)) {
            selected.push_back(&theorem);
        }
    }
    return selected;
}

/// A version has more cases than the one that it was made from. Its questions come first, so that no thread is left alone
/// with them at the end.
std::vector<std::size_t> hardest_first(const std::vector<Task>& tasks) {
    std::vector<std::size_t> order(tasks.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) { return tasks[a].rules > tasks[b].rules; });
    return order;
}

void keep_witness(Result& result, const Theorem& theorem, const Options& options) {
    if (options.witnesses.empty() || !result.witness || !result.witness->replays) {
        return;
    }
    const std::filesystem::path file = options.witnesses / fmt::format("{}.{}.jsonl", result.theorem, result.rules);
    write_trace(*result.witness, theorem.sentence, file);
    result.trace = file;
}

} // namespace

std::string_view name(Verdict verdict) {
    switch (verdict) {
    case Verdict::proved:
        return "proved";
    case Verdict::refuted:
        return "refuted";
    case Verdict::unknown:
        return "unknown";
    case Verdict::vacuous:
        return "vacuous";
    case Verdict::toothless:
        return "toothless";
    case Verdict::disputed:
        return "disputed";
    case Verdict::unconfirmed:
        return "unconfirmed";
    case Verdict::broken:
        break;
    }
    return "broken";
}

std::vector<Theorem_info> theorems() {
    std::vector<Theorem_info> infos;
    for (const Theorem& theorem : registry()) {
        Theorem_info& info = infos.emplace_back(Theorem_info{theorem.name, theorem.sentence, theorem.rules, {}});
        for (const model::Rule_set& rules : model::rule_sets) {
            info.versions.push_back({rules.name, expected(theorem, rules.name)});
        }
    }
    return infos;
}

std::vector<Confirmation> Report::confirmations() const {
    std::vector<Confirmation> sums;
    for (const Result& result : results) {
        add(sums, result.confirmations);
    }
    return sums;
}

int Report::exit_status() const {
    bool surprised = false;
    bool undecided = false;
    for (const Result& result : results) {
        const bool decided = result.verdict == Verdict::proved || result.verdict == Verdict::refuted;
        undecided = undecided || !decided;
        surprised = surprised || (decided && !result.as_expected()) || result.verdict == Verdict::disputed;
    }
    return surprised ? 1 : undecided ? 3 : 0;
}

Report prove(const Options& options, const Progress& progress) {
    const auto start = std::chrono::steady_clock::now();
    std::vector<Task> tasks;
    const auto versions = selected_versions(options);
    for (const Theorem* theorem : selected_theorems(options)) {
        for (const model::Rule_set* rules : versions) {
            tasks.push_back({theorem, rules});
        }
    }
    for (const std::string& solver : options.confirm_with) {
        if (!is_installed(solver)) {
            throw Missing_program(how_to_install(solver));
        }
    }
    for (const auto& directory : {options.smt2, options.witnesses}) {
        if (!directory.empty()) {
            std::filesystem::create_directories(directory);
        }
    }

    // A second solver and the written queries are to see each version's questions.
    Precedents precedents;
    Precedents* const shared = options.confirm_with.empty() && options.smt2.empty() ? &precedents : nullptr;

    Report report;
    report.results.resize(tasks.size());
    std::atomic<std::size_t> next{0};
    std::mutex reporting;
    std::size_t done = 0;
    std::exception_ptr failure;
    const std::vector<std::size_t> order = hardest_first(tasks);
    const auto work = [&] {
        for (std::size_t turn = next++; turn < tasks.size(); turn = next++) {
            const std::size_t i = order[turn];
            try {
                Result& result = report.results[i];
                result = decide(*tasks[i].theorem, *tasks[i].rules, options, shared);
                keep_witness(result, *tasks[i].theorem, options);
                const std::scoped_lock lock(reporting);
                ++done;
                if (progress) {
                    progress(done, tasks.size(), result);
                }
            } catch (...) {
                const std::scoped_lock lock(reporting);
                failure = std::current_exception();
                next = tasks.size();
            }
        }
    };
    std::vector<std::jthread> threads;
    for (unsigned i = 1; i < options.threads; ++i) {
        threads.emplace_back(work);
    }
    work();
    threads.clear();
    if (failure) {
        std::rethrow_exception(failure);
    }
    report.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return report;
}

} // namespace trapspec::proofs
