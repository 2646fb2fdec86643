// How a replay's report looks, as text and as JSON.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "diff/replay/replay.hpp"

namespace trapspec::cli {

/// One line: file, rules, events, result.
void print_replay_line(const diff::Replay_report& report);

/// The tables below that line: events, vectors, arms, what was not compared.
void print_replay_tables(const diff::Replay_report& report);

/// A line for each known departure that was met.
void print_departures(const diff::Departure_counts& counts);

/// Each mismatch in full.
void print_mismatches(const diff::Replay_report& report);

[[nodiscard]] nlohmann::ordered_json to_json(const diff::Replay_report& report);
[[nodiscard]] nlohmann::ordered_json to_json(const diff::Difference& difference);

} // namespace trapspec::cli
