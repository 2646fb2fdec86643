// Headers and records as nlohmann::json values, for reports. Not on the way of reading or writing a trace.
#pragma once

#include <string_view>

#include <nlohmann/json_fwd.hpp>

#include "traces/trace.hpp"

namespace trapspec::traces {

[[nodiscard]] nlohmann::json to_json(const Header& header);
[[nodiscard]] nlohmann::json to_json(const Record& record);

/// Exactly what a trace's line would give; `name` stands for the file in an Input_error.
[[nodiscard]] Header header_from_json(const nlohmann::json& json, std::string_view name = "json");
[[nodiscard]] Record record_from_json(const nlohmann::json& json, std::string_view name = "json");

/// JSON Schema (2020-12) of one line of a trace, derived from the tables of model/state; schema.json holds it.
[[nodiscard]] nlohmann::ordered_json line_schema();

} // namespace trapspec::traces
