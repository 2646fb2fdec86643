#include "traces/line_source.hpp"

#include <fmt/format.h>

#include "traces/errors.hpp"
#include "traces/trace.hpp"

namespace trapspec::traces {

Line_source::Line_source(const std::filesystem::path& file) : file_(file.string()) {
    try {
        bytes_ = open_bytes(file);
    } catch (const Source_failure& failure) {
        throw Input_error(file_, 1, 1, failure.what());
    }
}

bool Line_source::fill() {
    try {
        const std::span<const char> chunk = bytes_->read();
        buffer_.append(chunk.data(), chunk.size());
        return !chunk.empty();
    } catch (const Source_failure& failure) {
        throw Input_error(file_, line_ + 1, 1, failure.what());
    }
}

std::optional<std::string_view> Line_source::next() {
    std::size_t searched = start_;
    while (true) {
        const std::size_t newline = buffer_.find('\n', searched);
        const std::size_t length = (newline == std::string::npos ? buffer_.size() : newline) - start_;
        if (length > max_line_bytes) {
            throw Input_error(file_,
                line_ + 1,
                max_line_bytes + 1,
                fmt::format("the line is longer than {} bytes; expected one event a line", max_line_bytes));
        }
        if (newline != std::string::npos) {
            const std::string_view line{buffer_.data() + start_, length};
            start_ = newline + 1;
            ++line_;
            return line;
        }
        buffer_.erase(0, start_); // what is left is one partial line: moved at most once a chunk
        start_ = 0;
        searched = buffer_.size();
        if (!fill()) {
            break;
        }
    }
    if (buffer_.empty()) {
        return std::nullopt;
    }
    start_ = buffer_.size();
    ++line_;
    cut_short_ = true;
    return std::string_view{buffer_};
}

} // namespace trapspec::traces
