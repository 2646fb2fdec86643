#include "cli/mutants_summary.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "cli/output.hpp"

namespace trapspec::cli {

using diff::mutants::Kill;
using diff::mutants::Trial;
using diff::mutants::Verdict;

namespace {

using Engine = std::optional<Kill> Trial::*;

Engine_summary summary_of(const std::vector<Trial>& trials, Engine engine) {
    Engine_summary summary;
    std::vector<double> seconds;
    for (const Trial& trial : trials) {
        if (const auto& kill = trial.*engine) {
            seconds.push_back(kill->seconds);
            summary.most_events = std::max(summary.most_events, kill->events);
        }
    }
    std::sort(seconds.begin(), seconds.end());
    summary.kills = seconds.size();
    if (!seconds.empty()) {
        summary.median_seconds = seconds[seconds.size() / 2];
        summary.most_seconds = seconds.back();
    }
    return summary;
}

std::string percent(std::size_t part, std::size_t whole) {
    return whole == 0 ? "-" : fmt::format("{:.1f} %", 100.0 * static_cast<double>(part) / static_cast<double>(whole));
}

std::string in_words(const char* engine, const Engine_summary& summary, std::size_t counted) {
    std::string words = fmt::format("{:<7} finds {} ({}), the median in {:.3f} s, the last in {:.3f} s",
        engine,
        grouped(summary.kills),
        percent(summary.kills, counted),
        summary.median_seconds,
        summary.most_seconds);
    if (summary.most_events > 0) {
        words += fmt::format(", the longest shrunk trace has {} events", summary.most_events);
    }
    return words + "\n";
}

} // namespace

std::string kill_in_short(const std::optional<Kill>& kill) {
    if (!kill) {
        return "-";
    }
    return kill->events > 0 ? fmt::format("{:.3f} s, {}", kill->seconds, kill->events)
                            : fmt::format("{:.3f} s", kill->seconds);
}

bool counts(const Trial& trial) {
    return trial.verdict == Verdict::killed || trial.verdict == Verdict::survived;
}

bool is_contradicted(const Trial& trial) {
    return trial.verdict == Verdict::killed && !trial.why.empty();
}

bool is_reasoned(const Trial& trial) {
    return trial.verdict == Verdict::equivalent || trial.verdict == Verdict::argued || trial.verdict == Verdict::beyond;
}

Mutants_summary summary_of(const std::vector<Trial>& trials) {
    Mutants_summary summary;
    summary.faults = trials.size();
    const auto count = [&](Verdict verdict) {
        return static_cast<std::size_t>(
            std::count_if(trials.begin(), trials.end(), [&](const Trial& trial) { return trial.verdict == verdict; }));
    };
    summary.not_built = count(Verdict::not_built);
    summary.same_code = count(Verdict::same_code);
    summary.same_as = count(Verdict::same_as);
    summary.equivalent = count(Verdict::equivalent);
    summary.argued = count(Verdict::argued);
    summary.beyond = count(Verdict::beyond);
    summary.contradicted = static_cast<std::size_t>(std::count_if(trials.begin(), trials.end(), is_contradicted));
    summary.killed = count(Verdict::killed);
    summary.survived = count(Verdict::survived);
    summary.fuzz = summary_of(trials, &Trial::fuzz);
    summary.replay = summary_of(trials, &Trial::replay);
    return summary;
}

std::string summary_in_words(const Mutants_summary& summary) {
    std::string words =
        fmt::format("mutants {} changes: {} do not compile, {} come out as the code of the original and {} "
                    "as that of another\n",
            grouped(summary.faults),
            grouped(summary.not_built),
            grouped(summary.same_code),
            grouped(summary.same_as));
    words +=
        fmt::format("        {} more are the same code for another compiler, {} change nothing by an argument, {} are "
                    "beyond what this Host is asked to do\n",
            grouped(summary.equivalent),
            grouped(summary.argued),
            grouped(summary.beyond));
    words += fmt::format("        the other {} are faults: {} ({}) are found, {} survive\n",
        grouped(summary.counted()),
        grouped(summary.killed),
        percent(summary.killed, summary.counted()),
        grouped(summary.survived));
    if (summary.contradicted > 0) {
        words += fmt::format("        {} are found against an argument\n", grouped(summary.contradicted));
    }
    for (const auto& [name, engine] : {std::pair{"fuzz", &summary.fuzz}, std::pair{"replay", &summary.replay}}) {
        if (engine->kills > 0) {
            words += in_words(name, *engine, summary.counted());
        }
    }
    return words;
}

} // namespace trapspec::cli
