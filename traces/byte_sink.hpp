// A file that appears whole or not at all: written under a temporary name in the same folder, compressed when the name
// ends in .zst, and renamed by finish().
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <string_view>
#include <vector>

struct ZSTD_CCtx_s;

namespace trapspec::traces {

/// Every complaint is an Output_error.
class Byte_sink {
public:
    Byte_sink(std::filesystem::path file, int compression_level);

    /// Without finish() nothing is left behind.
    ~Byte_sink();
    Byte_sink(const Byte_sink&) = delete;
    Byte_sink& operator=(const Byte_sink&) = delete;

    void write(std::string_view bytes);
    void finish();

private:
    void compress(std::string_view bytes, bool last);
    void write_out(std::string_view bytes);
    [[noreturn]] void fail(std::string_view what, int error);

    std::filesystem::path file_;
    std::filesystem::path temporary_;
    int descriptor_ = -1;
    std::unique_ptr<ZSTD_CCtx_s, std::size_t (*)(ZSTD_CCtx_s*)> context_;
    std::vector<char> compressed_;
};

} // namespace trapspec::traces
