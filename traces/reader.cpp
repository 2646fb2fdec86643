#include "traces/reader.hpp"

#include "traces/errors.hpp"
#include "traces/format.hpp"

namespace trapspec::traces {

Reader::Reader(const std::filesystem::path& file) : lines_(file) {
    const auto line = lines_.next();
    if (!line) {
        throw Input_error(lines_.file(), 1, 1, R"(the file is empty; expected a header line {"trapspec":1, ...})");
    }
    parse_header(json_.parse(*line, lines_.file(), lines_.line(), lines_.cut_short()), header_);
}

bool Reader::next(Record& record) {
    const auto line = lines_.next();
    if (!line) {
        return false;
    }
    if (line->empty()) {
        throw Input_error(lines_.file(), lines_.line(), 1, "an empty line; expected one event a line");
    }
    parse_record(json_.parse(*line, lines_.file(), lines_.line(), lines_.cut_short()), record);
    return true;
}

std::optional<Record> Reader::next() {
    std::optional<Record> record{std::in_place};
    if (!next(*record)) {
        record.reset();
    }
    return record;
}

} // namespace trapspec::traces
