#include "cli/mutants_output.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/output.hpp"

namespace trapspec::cli {

using diff::mutants::Fault;
using diff::mutants::Kill;
using diff::mutants::Trial;
using diff::mutants::Verdict;

namespace {

nlohmann::ordered_json to_json(const std::optional<Kill>& kill) {
    if (!kill) {
        return nullptr;
    }
    nlohmann::ordered_json json{{"seconds", kill->seconds}, {"by", kill->by}};
    if (kill->events > 0) {
        json["events"] = kill->events;
    }
    if (!kill->file.empty()) {
        json["trace"] = kill->file.string();
    }
    return json;
}

nlohmann::ordered_json to_json(const Fault& fault) {
    nlohmann::ordered_json json{{"name", fault.name},
        {"file", fault.file},
        {"line", fault.line},
        {"column", fault.column},
        {"slip", name_of(fault.slip)},
        {"from", fault.from},
        {"to", fault.to}};
    if (!fault.origin.empty()) {
        json["origin"] = fault.origin;
    }
    return json;
}

} // namespace

void print_faults(const std::vector<Fault>& faults) {
    for (const Fault& fault : faults) {
        fmt::print("{}:{}:{}: {} ({}{}): {}\n",
            fault.file,
            fault.line,
            fault.column,
            fault.name,
            name_of(fault.slip),
            fault.origin.empty() ? "" : "; " + fault.origin,
            change_of(fault));
    }
    fmt::print("{} faults\n", grouped(faults.size()));
}

void print_trials(const std::vector<Trial>& trials) {
    for (const Trial& trial : trials) {
        const std::string verdict(name_of(trial.verdict));
        if (counts(trial)) {
            const std::string note = is_contradicted(trial) ? bad(trial.why)
                                     : trial.fuzz           ? trial.fuzz->by
                                     : trial.replay         ? trial.replay->by
                                                            : change_of(trial.fault);
            fmt::print("{} {:<40} fuzz {:<10} replay {:<8} {}\n",
                trial.verdict == Verdict::killed ? verdict + "    " : bad(verdict) + "  ",
                trial.fault.name,
                kill_in_short(trial.fuzz),
                kill_in_short(trial.replay),
                note);
        } else if (is_reasoned(trial)) {
            fmt::print("{:<10} {:<40} {}\n", verdict, trial.fault.name, trial.why);
        }
    }
    fmt::print("{}", summary_in_words(summary_of(trials)));
}

nlohmann::ordered_json to_json(const std::vector<Fault>& faults) {
    nlohmann::ordered_json list = nlohmann::ordered_json::array();
    for (const Fault& fault : faults) {
        list.push_back(to_json(fault));
    }
    return list;
}

nlohmann::ordered_json to_json(const std::vector<Trial>& trials) {
    const Mutants_summary summary = summary_of(trials);
    const auto engine = [](const Engine_summary& each) {
        return nlohmann::ordered_json{{"kills", each.kills},
            {"median_seconds", each.median_seconds},
            {"most_seconds", each.most_seconds},
            {"most_events", each.most_events}};
    };
    nlohmann::ordered_json json{{"faults", summary.faults},
        {"not_built", summary.not_built},
        {"same_code", summary.same_code},
        {"same_as", summary.same_as},
        {"equivalent", summary.equivalent},
        {"argued", summary.argued},
        {"beyond", summary.beyond},
        {"contradicted", summary.contradicted},
        {"killed", summary.killed},
        {"survived", summary.survived},
        {"fuzz", engine(summary.fuzz)},
        {"replay", engine(summary.replay)},
        {"matrix", nlohmann::ordered_json::array()}};
    for (const Trial& trial : trials) {
        nlohmann::ordered_json row = to_json(trial.fault);
        row["verdict"] = name_of(trial.verdict);
        row["why"] = trial.why;
        row["fuzz"] = to_json(trial.fuzz);
        row["replay"] = to_json(trial.replay);
        json["matrix"].push_back(std::move(row));
    }
    return json;
}

} // namespace trapspec::cli
