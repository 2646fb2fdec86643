// The kill matrix: as lines, as a Markdown page (mutants_page.cpp), as JSON.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "cli/mutants_summary.hpp"

namespace trapspec::cli {

void print_faults(const std::vector<diff::mutants::Fault>& faults);
void print_trials(const std::vector<diff::mutants::Trial>& trials);
[[nodiscard]] std::string as_markdown(const std::vector<diff::mutants::Trial>& trials);
[[nodiscard]] nlohmann::ordered_json to_json(const std::vector<diff::mutants::Fault>& faults);
[[nodiscard]] nlohmann::ordered_json to_json(const std::vector<diff::mutants::Trial>& trials);

} // namespace trapspec::cli
