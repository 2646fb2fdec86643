// What a run takes from its folder and leaves there.
#include <fmt/format.h>

#include "diff/engine/campaign.hpp"

namespace trapspec::diff {

std::vector<Configuration> Campaign::configurations() const {
    std::vector<Configuration> all;
    for (const auto& pair : pairs_) {
        all.push_back(pair->configuration());
    }
    return all;
}

void Campaign::take_up(Run_state&& state) {
    const Fuzz_report& before = state.report;
    if (before.seed != options_.seed || before.shard.index != options_.shard.index ||
        before.shard.count != options_.shard.count || state.rules != options_.rules ||
        state.exhaustive != options_.exhaustive || before.kinds != report_.kinds || before.refused != report_.refused) {
        throw std::invalid_argument(
            fmt::format("{} belongs to another run (seed {}, shard {}/{}, rules \"{}\", exhaustive "
                        "\"{}\", kinds of event {:#x}, configurations refused: {}): use another "
                        "folder, or the same options",
                options_.folder.string(),
                before.seed,
                before.shard.index,
                before.shard.count,
                state.rules,
                state.exhaustive,
                before.kinds,
                before.refused.size()));
    }
    replay_history(options_.seed, report_.kinds, state.kept, configurations(), lanes_);
    divergences_.restore(before.divergences);
    seconds_before_ = before.seconds;
    next_ = state.next;
    kept_ = std::move(state.kept);
    report_ = std::move(state.report);
}

void Campaign::note_coverage_of_lanes() {
    for (std::size_t i = 0; i < lanes_.size(); ++i) {
        if (lanes_[i]) {
            report_.coverage[pairs_[i % pairs_.size()]->configuration().rules].add(lanes_[i]->pairs);
        }
    }
}

/// Brings the report up to date, and writes it and all that is needed to go on.
void Campaign::leave_state(bool finished) {
    examine_suspects();
    note_coverage_of_lanes();
    report_.seconds = seconds();
    report_.divergences = divergences_.all();
    if (!options_.folder.empty()) {
        save_state({options_.rules, options_.exhaustive, next_, finished, report_, kept_}, options_.folder);
    }
    left_ = std::chrono::steady_clock::now();
}

} // namespace trapspec::diff
