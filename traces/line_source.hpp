// The lines of a file, one at a time; memory is bounded by the longest line allowed.
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "traces/byte_source.hpp"

namespace trapspec::traces {

class Line_source {
public:
    explicit Line_source(const std::filesystem::path& file);

    /// The next line without its newline, valid until the next call; nothing at the end of the file.
    [[nodiscard]] std::optional<std::string_view> next();

    [[nodiscard]] const std::string& file() const { return file_; }
    [[nodiscard]] std::size_t line() const { return line_; }    ///< of the line last given; 0 before the first
    [[nodiscard]] bool cut_short() const { return cut_short_; } ///< it was the last one and had no newline

private:
    /// False at the end of the file.
    bool fill();

    std::string file_;
    std::unique_ptr<Byte_source> bytes_;
    std::string buffer_;
    std::size_t start_ = 0; ///< of what is not yet given
    std::size_t line_ = 0;
    bool cut_short_ = false;
};

} // namespace trapspec::traces
