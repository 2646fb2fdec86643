#include <fmt/format.h>

#include "cli/mutants_output.hpp"

namespace trapspec::cli {

using diff::mutants::Trial;

namespace {

std::string escaped(std::string text) {
    for (std::size_t i = 0; (i = text.find('|', i)) != std::string::npos; i += 2) {
        text.replace(i, 1, "\\|");
    }
    return text;
}

} // namespace

std::string as_markdown(const std::vector<Trial>& trials) {
    std::string page = "# The kill matrix\n\nWritten by `trapspec mutants --markdown`; what it measures is told in "
                       "[diff/README.md](../diff/README.md).\n\n";
    page += fmt::format("```\n{}```\n", summary_in_words(summary_of(trials)));
    const auto table = [&](const char* title, auto&& wanted, auto&& row, const char* head) {
        std::string rows;
        for (const Trial& trial : trials) {
            if (wanted(trial)) {
                rows += row(trial);
            }
        }
        if (!rows.empty()) {
            page += fmt::format("\n## {}\n\n{}{}", title, head, rows);
        }
    };
    const auto place = [](const Trial& trial) {
        return fmt::format("| {} | `{}`{} |",
            trial.fault.name,
            escaped(change_of(trial.fault)),
            trial.fault.origin.empty() ? "" : " (" + trial.fault.origin + ")");
    };
    table(
        "Found, or not",
        counts,
        [&](const Trial& trial) {
            return fmt::format("{} {} | {} | {} |\n",
                place(trial),
                kill_in_short(trial.fuzz),
                kill_in_short(trial.replay),
                trial.fuzz ? escaped(trial.fuzz->by) : "");
        },
        "| fault | change | fuzz: time, events | replay | rule and field |\n|---|---|---|---|---|\n");
    table(
        "No faults, or out of reach",
        is_reasoned,
        [&](const Trial& trial) {
            return fmt::format("{} {} | {} |\n", place(trial), name_of(trial.verdict), escaped(trial.why));
        },
        "| fault | change | verdict | why |\n|---|---|---|---|\n");
    return page;
}

} // namespace trapspec::cli
