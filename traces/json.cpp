#include "traces/json.hpp"

#include <nlohmann/json.hpp>

#include "traces/format.hpp"

namespace trapspec::traces {

nlohmann::json to_json(const Header& header) {
    std::string line;
    append_header(line, header);
    return nlohmann::json::parse(line);
}

nlohmann::json to_json(const Record& record) {
    std::string line;
    append_record(line, record);
    return nlohmann::json::parse(line);
}

Header header_from_json(const nlohmann::json& json, std::string_view name) {
    const std::string text = json.dump();
    Json_line line;
    Header header;
    parse_header(line.parse(text, name, 1), header);
    return header;
}

Record record_from_json(const nlohmann::json& json, std::string_view name) {
    const std::string text = json.dump();
    Json_line line;
    Record record;
    parse_record(line.parse(text, name, 1), record);
    return record;
}

} // namespace trapspec::traces
