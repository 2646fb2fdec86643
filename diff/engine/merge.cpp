#include "diff/engine/merge.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <stdexcept>

#include "diff/engine/history.hpp"
#include "diff/engine/pair.hpp"
#include "diff/engine/run_state.hpp"
#include "traces/errors.hpp"

namespace trapspec::diff {

namespace {

Run_state load(const std::filesystem::path& folder) {
    auto state = load_state(folder);
    if (!state) {
        throw traces::Input_error(
            state_file(folder).string(), 1, 1, "not there; expected the folder that fuzz --corpus was given");
    }
    return std::move(*state);
}

void require_same_run(const Run_state& first, const Run_state& other, const std::filesystem::path& folder) {
    const auto id = [](const Run_state& state) {
        return fmt::format("seed {}, {} shards, rules \"{}\", exhaustive \"{}\", kinds of event {:#x}, refused [{}]",
            state.report.seed,
            state.report.shard.count,
            state.rules,
            state.exhaustive,
            state.report.kinds,
            fmt::join(state.report.refused, "; "));
    };
    if (id(first) != id(other)) {
        throw std::invalid_argument(fmt::format(
            "{} is no part of the same run: {} there, {} in the first folder", folder.string(), id(other), id(first)));
    }
}

void add(std::map<Divergence_key, Divergence>& all, const Divergence& one) {
    const auto [place, is_new] = all.try_emplace(one.key, one);
    if (is_new) {
        return;
    }
    Divergence& known = place->second;
    const std::uint64_t count = known.count + one.count;
    if (one.case_number < known.case_number) {
        known = one;
    }
    known.count = count;
}

} // namespace

Merged_run merge_runs(const std::vector<std::filesystem::path>& folders, const std::filesystem::path& corpus) {
    Merged_run merged;
    std::map<std::uint32_t, std::filesystem::path> shards;
    std::map<Divergence_key, Divergence> divergences;
    std::vector<std::uint64_t> kept;
    Run_state first;
    for (const std::filesystem::path& folder : folders) {
        Run_state state = load(folder);
        const Fuzz_report& report = state.report;
        if (!shards.empty()) {
            require_same_run(first, state, folder);
        }
        const auto [place, is_new] = shards.try_emplace(report.shard.index, folder);
        if (!is_new) {
            throw std::invalid_argument(fmt::format(
                "{} and {} are both shard {}", place->second.string(), folder.string(), report.shard.index));
        }
        if (!state.finished) {
            merged.missing.push_back(fmt::format("shard {} is not finished ({})", report.shard.index, folder.string()));
        }
        merged.report.cases += report.cases;
        merged.report.events += report.events;
        merged.report.seconds += report.seconds;
        for (const auto& [rules, coverage] : report.coverage) {
            merged.report.coverage[rules].add(coverage);
        }
        for (const Divergence& each : report.divergences) {
            add(divergences, each);
        }
        kept.insert(kept.end(), state.kept.begin(), state.kept.end());
        if (shards.size() == 1) {
            first = std::move(state);
        }
    }
    for (std::uint32_t index = 0; index < first.report.shard.count; ++index) {
        if (!shards.contains(index)) {
            merged.missing.push_back(fmt::format("shard {} of {} is not among them", index, first.report.shard.count));
        }
    }
    merged.report.seed = first.report.seed;
    merged.report.kinds = first.report.kinds;
    merged.report.refused = first.report.refused;
    for (const auto& [key, divergence] : divergences) {
        merged.report.divergences.push_back(divergence);
    }
    std::stable_sort(merged.report.divergences.begin(),
        merged.report.divergences.end(),
        [](const Divergence& a, const Divergence& b) { return a.case_number < b.case_number; });
    if (!corpus.empty()) {
        std::sort(kept.begin(), kept.end());
        merged.corpus = write_corpus(first.report.seed,
            first.report.kinds,
            kept,
            campaign_configurations(first.rules, first.report.refused),
            corpus);
    }
    return merged;
}

} // namespace trapspec::diff
