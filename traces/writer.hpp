// Writes a trace, one record at a time. The file appears, whole, when finish() is called, and not at all otherwise.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "traces/byte_sink.hpp"
#include "traces/trace.hpp"

namespace trapspec::traces {

struct Writer_options {
    int compression_level = 9; ///< of zstd, when the name ends in .zst
};

/// A file that cannot be written is an Output_error; a record that no reader would take, a std::invalid_argument.
class Writer {
public:
    Writer(std::filesystem::path file, const Header& header, Writer_options options = {});

    void write(const Record& record);
    void finish();

    [[nodiscard]] std::uint64_t records() const { return records_; }

private:
    Byte_sink sink_;
    std::string buffer_;
    std::uint64_t records_ = 0;
};

} // namespace trapspec::traces
