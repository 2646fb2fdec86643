#include "cli/coverage_output.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/output.hpp"
#include "proofs/dead_arms.hpp"

namespace trapspec::cli {

namespace {

bool names(std::string_view list, std::string_view name) {
    for (std::size_t at = list.find(name); at != std::string_view::npos; at = list.find(name, at + 1)) {
        const bool begins = at == 0 || list[at - 1] == ' ';
        const std::size_t end = at + name.size();
        if (begins && (end == list.size() || list[end] == ' ')) {
            return true;
        }
    }
    return false;
}

bool is_dead(model::Rule arm, std::string_view rules) {
    return std::any_of(proofs::dead_arms.begin(), proofs::dead_arms.end(), [&](const proofs::Dead_arm& dead) {
        return dead.arm == arm && names(dead.versions, rules);
    });
}

std::string shown(std::uint64_t sequences, bool dead) {
    if (sequences > 0) {
        return grouped(sequences);
    }
    return dead ? "dead" : "NEVER";
}

} // namespace

std::vector<Unreached_arm> unreached(const diff::Coverage& coverage) {
    std::vector<Unreached_arm> list;
    for (const auto& [rules, version] : coverage) {
        for (std::size_t arm = 1; arm < model::arm_count; ++arm) {
            const auto rule = static_cast<model::Rule>(arm);
            if (version.sequences[arm] == 0 && !is_dead(rule, rules)) {
                list.push_back({rules, std::string(model::info(rule).rule), std::string(model::info(rule).name)});
            }
        }
    }
    return list;
}

bool must_reach_every_arm(const diff::Fuzz_report& report) {
    return report.kinds == diff::all_kinds && report.refused.empty() &&
           report.cases >= sequences_of_a_long_run * report.coverage.size();
}

void print_coverage(const diff::Coverage& coverage) {
    fmt::print("{:<10} {:<30}", "rule", "arm (sequences that fired it)");
    for (const auto& [rules, version] : coverage) {
        fmt::print(" {:>14}", rules);
    }
    fmt::print("\n");
    for (std::size_t arm = 1; arm < model::arm_count; ++arm) {
        const auto rule = static_cast<model::Rule>(arm);
        fmt::print("{:<10} {:<30}", model::info(rule).rule, model::info(rule).name);
        for (const auto& [rules, version] : coverage) {
            fmt::print(" {:>14}", shown(version.sequences[arm], is_dead(rule, rules)));
        }
        fmt::print("\n");
    }
    fmt::print("{:<10} {:<30}", "", "pairs of arms in a row");
    for (const auto& [rules, version] : coverage) {
        fmt::print(" {:>14}", grouped(version.pairs.count()));
    }
    fmt::print("\n");
    const std::vector<Unreached_arm> missing = unreached(coverage);
    fmt::print("{}\n",
        missing.empty() ? good("every arm that can be reached was")
                        : bad(fmt::format("{} arms that can be reached were not", missing.size())));
    for (const Unreached_arm& each : missing) {
        fmt::print("  {} {} under {}\n", each.rule, each.arm, each.rules);
    }
}

nlohmann::ordered_json to_json(const diff::Coverage& coverage) {
    nlohmann::ordered_json json{
        {"versions", nlohmann::ordered_json::object()}, {"unreached", nlohmann::ordered_json::array()}};
    for (const auto& [rules, version] : coverage) {
        nlohmann::ordered_json arms = nlohmann::ordered_json::object();
        for (std::size_t arm = 1; arm < model::arm_count; ++arm) {
            arms[std::string(model::info(static_cast<model::Rule>(arm)).name)] = version.sequences[arm];
        }
        json["versions"][rules] = {{"sequences_by_arm", arms}, {"pairs", version.pairs.count()}};
    }
    for (const Unreached_arm& each : unreached(coverage)) {
        json["unreached"].push_back({{"rules", each.rules}, {"rule", each.rule}, {"arm", each.arm}});
    }
    return json;
}

} // namespace trapspec::cli
