#include "traces/byte_source.hpp"

#include <cerrno>
#include <string>
#include <system_error>
#include <vector>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zstd.h>

namespace trapspec::traces {

namespace {

std::string reason_of(int error) {
    return std::generic_category().message(error);
}

class Plain_bytes final : public Byte_source {
public:
    explicit Plain_bytes(const std::filesystem::path& file) : buffer_(std::size_t{1} << 18) {
        descriptor_ = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
        if (descriptor_ < 0) {
            throw Source_failure(fmt::format("cannot be opened: {}; expected a readable file", reason_of(errno)));
        }
        struct stat status {};
        if (::fstat(descriptor_, &status) == 0 && S_ISDIR(status.st_mode)) {
            ::close(descriptor_);
            throw Source_failure("is a directory; expected a file");
        }
    }

    ~Plain_bytes() override { ::close(descriptor_); }
    Plain_bytes(const Plain_bytes&) = delete;
    Plain_bytes& operator=(const Plain_bytes&) = delete;

    std::span<const char> read() override {
        while (true) {
            const ssize_t got = ::read(descriptor_, buffer_.data(), buffer_.size());
            if (got >= 0) {
                return {buffer_.data(), static_cast<std::size_t>(got)};
            }
            if (errno != EINTR) {
                throw Source_failure(fmt::format("cannot be read: {}", reason_of(errno)));
            }
        }
    }

private:
    std::vector<char> buffer_;
    int descriptor_ = -1;
};

class Zstd_bytes final : public Byte_source {
public:
    explicit Zstd_bytes(const std::filesystem::path& file)
        : compressed_(file), context_(ZSTD_createDCtx(), &ZSTD_freeDCtx), buffer_(ZSTD_DStreamOutSize()) {
        if (context_ == nullptr) {
            throw std::bad_alloc();
        }
    }

    std::span<const char> read() override {
        while (true) {
            if (input_.pos == input_.size && !may_hold_more_) {
                const std::span<const char> chunk = compressed_.read();
                if (chunk.empty()) {
                    if (inside_frame_) {
                        throw Source_failure("the zstd data ends early: the file is cut short; expected a whole file");
                    }
                    return {};
                }
                input_ = {chunk.data(), chunk.size(), 0};
            }
            ZSTD_outBuffer output{buffer_.data(), buffer_.size(), 0};
            const std::size_t hint = ZSTD_decompressStream(context_.get(), &output, &input_);
            if (ZSTD_isError(hint) != 0) {
                throw Source_failure(
                    fmt::format("broken zstd data: {}; expected a file that zstd -t accepts", ZSTD_getErrorName(hint)));
            }
            inside_frame_ = hint != 0;
            may_hold_more_ = inside_frame_ && output.pos == output.size; // the decoder may have kept some back
            if (output.pos != 0) {
                return {buffer_.data(), output.pos};
            }
        }
    }

private:
    Plain_bytes compressed_;
    std::unique_ptr<ZSTD_DCtx, decltype(&ZSTD_freeDCtx)> context_;
    std::vector<char> buffer_;
    ZSTD_inBuffer input_{nullptr, 0, 0};
    bool inside_frame_ = false;
    bool may_hold_more_ = false;
};

} // namespace

std::unique_ptr<Byte_source> open_bytes(const std::filesystem::path& file) {
    if (file.extension() == ".zst") {
        return std::make_unique<Zstd_bytes>(file);
    }
    return std::make_unique<Plain_bytes>(file);
}

} // namespace trapspec::traces
