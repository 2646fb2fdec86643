// The bytes of a file, chunk by chunk, decompressed when the name ends in .zst.
#pragma once

#include <filesystem>
#include <memory>
#include <span>
#include <stdexcept>

namespace trapspec::traces {

/// Reading failed; the message says why and what to do. Who knows the line turns it into an Input_error.
struct Source_failure : std::runtime_error {
    using std::runtime_error::runtime_error;
};

class Byte_source {
public:
    Byte_source() = default;
    virtual ~Byte_source() = default;
    Byte_source(const Byte_source&) = delete;
    Byte_source& operator=(const Byte_source&) = delete;

    /// The next bytes, valid until the next call; empty at the end of the file.
    [[nodiscard]] virtual std::span<const char> read() = 0;
};

[[nodiscard]] std::unique_ptr<Byte_source> open_bytes(const std::filesystem::path& file);

} // namespace trapspec::traces
