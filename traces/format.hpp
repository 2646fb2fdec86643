// The two directions between a line of a file and a Header or Record.
#pragma once

#include <string>

#include "traces/json_line.hpp"
#include "traces/trace.hpp"

namespace trapspec::traces {

/// All of these complain with an Input_error that names the place.
[[nodiscard]] std::uint32_t parse_word(const Json_value& value, std::string_view what);
[[nodiscard]] bool parse_flag(const Json_value& value, std::string_view what);
void parse_header(const Json_value& line, Header& header);
void parse_record(const Json_value& line, Record& record);
void parse_observation(const Json_value& object, bool is_after, Observation& observation);

/// Append one line without its newline. What a reader would refuse (a flag of 2, a word wider than its field, the same
/// field twice) is a std::invalid_argument.
void append_header(std::string& out, const Header& header);
void append_record(std::string& out, const Record& record);

/// Appends a JSON string; bytes that are not UTF-8 become U+FFFD.
void append_json_string(std::string& out, std::string_view text);

} // namespace trapspec::traces
