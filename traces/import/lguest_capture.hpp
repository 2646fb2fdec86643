// Reads a capture line by line.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>

#include "traces/import/lguest_records.hpp"
#include "traces/json_line.hpp"
#include "traces/line_source.hpp"

namespace trapspec::traces::lguest {

class Capture {
public:
    explicit Capture(const std::filesystem::path& file);

    /// The next record, or nothing at the end.
    [[nodiscard]] std::optional<Raw_record> next();

    /// A trace's header, as far as the capture's header tells: everything but the handlers and the initial state.
    [[nodiscard]] const Header& header() const { return header_; }
    [[nodiscard]] std::string_view tag(std::uint64_t guest) const;

    /// Complains about the record last given.
    [[noreturn]] void fail(const std::string& message) const;

private:
    Line_source lines_;
    Json_line json_;
    Header header_;
    std::map<std::uint64_t, std::string> tags_;
};

} // namespace trapspec::traces::lguest
