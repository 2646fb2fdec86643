// What a run against a CPU came to.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string_view>

#include "cli/commands.hpp"
#include "diff/cpu/fuzz.hpp"

namespace trapspec::cli {

void print(const diff::cpu::Cpu_report& report, bool coverage);
void print(const diff::cpu::Judged& judged, const diff::cpu::Run_options& options);
[[nodiscard]] nlohmann::ordered_json to_json(const diff::cpu::Cpu_report& report);
[[nodiscard]] nlohmann::ordered_json to_json(const diff::cpu::Judged& judged, const diff::cpu::Run_options& options);

/// One CPU of several could not be asked.
void leave_out(std::string_view name, const std::string& why, Global& global, nlohmann::ordered_json& runs);

} // namespace trapspec::cli
