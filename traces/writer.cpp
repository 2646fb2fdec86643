#include "traces/writer.hpp"

#include <utility>

#include "traces/format.hpp"

namespace trapspec::traces {

namespace {
constexpr std::size_t buffered = std::size_t{1} << 18;
} // namespace

Writer::Writer(std::filesystem::path file, const Header& header, Writer_options options)
    : sink_(std::move(file), options.compression_level) {
    append_header(buffer_, header);
    buffer_ += '\n';
}

void Writer::write(const Record& record) {
    const std::size_t whole = buffer_.size();
    try {
        append_record(buffer_, record);
    } catch (...) {
        buffer_.resize(whole); // a refused record leaves nothing behind
        throw;
    }
    buffer_ += '\n';
    ++records_;
    if (buffer_.size() >= buffered) {
        sink_.write(buffer_);
        buffer_.clear();
    }
}

void Writer::finish() {
    sink_.write(buffer_);
    buffer_.clear();
    sink_.finish();
}

} // namespace trapspec::traces
