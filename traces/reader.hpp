// Reads a trace, one record at a time. Memory does not grow with the file.
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>

#include "traces/json_line.hpp"
#include "traces/line_source.hpp"
#include "traces/trace.hpp"

namespace trapspec::traces {

/// Every complaint is an Input_error with the place.
class Reader {
public:
    /// Opens the file (zstd when the name ends in .zst) and reads the header.
    explicit Reader(const std::filesystem::path& file);

    [[nodiscard]] const Header& header() const { return header_; }

    /// The next record, or nothing at the end.
    [[nodiscard]] std::optional<Record> next();

    /// The same into a record that is used again and again, so that its storage is; false at the end.
    [[nodiscard]] bool next(Record& record);

    [[nodiscard]] const std::string& file() const { return lines_.file(); }
    [[nodiscard]] std::size_t line() const { return lines_.line(); } ///< of the record last given

private:
    Line_source lines_;
    Json_line json_;
    Header header_;
};

} // namespace trapspec::traces
