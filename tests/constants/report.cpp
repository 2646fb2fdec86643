#include "tests/constants/report.hpp"

#include <algorithm>
#include <vector>

#include <fmt/format.h>

namespace trapspec::constants {

namespace {

void add(Tally& tally, const Measured& measured) {
    ++tally.constants;
    bool noticed = false;
    for (const Outcome& outcome : measured.outcomes) {
        if (outcome.fate == Fate::does_not_compile) {
            continue;
        }
        ++tally.mutants;
        tally.refuted += outcome.fate == Fate::refuted ? 1 : 0;
        tally.proved += outcome.fate == Fate::proved ? 1 : 0;
        tally.equal += outcome.fate == Fate::equal ? 1 : 0;
        tally.survived += outcome.fate == Fate::survived || outcome.fate == Fate::unreached ? 1 : 0;
        noticed = noticed || outcome.fate == Fate::refuted || outcome.fate == Fate::proved;
    }
    tally.noticed += noticed ? 1 : 0;
}

std::string row(const std::string& name, const Tally& tally) {
    return fmt::format("| {} | {} | {} | {} | {} | {} | {} | {} |\n",
        name,
        tally.constants,
        tally.noticed,
        tally.mutants,
        tally.refuted,
        tally.proved,
        tally.equal,
        tally.survived);
}

} // namespace

Tally tally(std::span<const Measured> measured) {
    Tally total;
    for (const Measured& each : measured) {
        add(total, each);
    }
    return total;
}

std::string unnoticed(std::span<const Measured> measured) {
    std::string text;
    for (const Measured& each : measured) {
        for (std::size_t i = 0; i < each.outcomes.size(); ++i) {
            const Outcome& outcome = each.outcomes[i];
            const bool named =
                outcome.fate == Fate::equal || outcome.fate == Fate::unreached || outcome.fate == Fate::survived;
            if (named) {
                text += fmt::format("{}: {}: {}: {} {}\n",
                    each.constant.where,
                    each.constant.text,
                    each.constant.mutants[i].change,
                    name(outcome.fate),
                    outcome.by);
            }
        }
    }
    return text;
}

std::string table(std::span<const Measured> measured) {
    std::vector<std::pair<std::string, Tally>> rows;
    for (const Measured& each : measured) {
        auto found =
            std::find_if(rows.begin(), rows.end(), [&](const auto& row) { return row.first == each.constant.group; });
        if (found == rows.end()) {
            found = rows.insert(rows.end(), {each.constant.group, {}});
        }
        add(found->second, each);
    }
    std::string text = "| rule | constants | noticed | mutants | refute a theorem | prove a failing one | equal | "
                       "survive |\n|---|---|---|---|---|---|---|---|\n";
    for (const auto& [name, counted] : rows) {
        text += row(name, counted);
    }
    return text + row("all", tally(measured));
}

} // namespace trapspec::constants
