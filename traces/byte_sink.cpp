#include "traces/byte_sink.hpp"

#include <cerrno>
#include <cstdlib>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zstd.h>

#include "traces/errors.hpp"

namespace trapspec::traces {

namespace {

/// What a newly made file may be, as the shell would make it.
mode_t usual_mode() {
    const mode_t mask = ::umask(0);
    ::umask(mask);
    return static_cast<mode_t>(0666 & ~mask);
}

} // namespace

Byte_sink::Byte_sink(std::filesystem::path file, int compression_level)
    : file_(std::move(file)), context_(nullptr, &ZSTD_freeCCtx) {
    std::error_code ignored;
    const auto status = std::filesystem::status(file_, ignored);
    if (std::filesystem::exists(status) && !std::filesystem::is_regular_file(status)) {
        throw Output_error(file_.string(), "exists and is not a plain file; name a file");
    }
    if (file_.extension() == ".zst") {
        context_.reset(ZSTD_createCCtx());
        if (context_ == nullptr) {
            throw std::bad_alloc();
        }
        ZSTD_CCtx_setParameter(context_.get(), ZSTD_c_compressionLevel, compression_level);
        ZSTD_CCtx_setParameter(context_.get(), ZSTD_c_checksumFlag, 1);
        compressed_.resize(ZSTD_CStreamOutSize());
    }
    std::string pattern = (file_.parent_path() / fmt::format(".{}.XXXXXX", file_.filename().string())).string();
    descriptor_ = ::mkostemp(pattern.data(), O_CLOEXEC);
    if (descriptor_ < 0) {
        fail("cannot be created", errno);
    }
    temporary_ = pattern;
    ::fchmod(descriptor_, usual_mode());
}

Byte_sink::~Byte_sink() {
    if (descriptor_ >= 0) {
        ::close(descriptor_);
    }
    if (!temporary_.empty()) {
        ::unlink(temporary_.c_str());
    }
}

void Byte_sink::fail(std::string_view what, int error) {
    throw Output_error(file_.string(), fmt::format("{}: {}", what, std::generic_category().message(error)));
}

void Byte_sink::write_out(std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t written = ::write(descriptor_, bytes.data(), bytes.size());
        if (written < 0 && errno != EINTR) {
            fail("cannot be written", errno);
        }
        bytes.remove_prefix(written < 0 ? 0 : static_cast<std::size_t>(written));
    }
}

void Byte_sink::compress(std::string_view bytes, bool last) {
    ZSTD_inBuffer input{bytes.data(), bytes.size(), 0};
    while (true) {
        ZSTD_outBuffer output{compressed_.data(), compressed_.size(), 0};
        const std::size_t left =
            ZSTD_compressStream2(context_.get(), &output, &input, last ? ZSTD_e_end : ZSTD_e_continue);
        if (ZSTD_isError(left) != 0) {
            throw Output_error(file_.string(), fmt::format("cannot be compressed: {}", ZSTD_getErrorName(left)));
        }
        write_out({compressed_.data(), output.pos});
        if (last ? left == 0 : input.pos == input.size) {
            return;
        }
    }
}

void Byte_sink::write(std::string_view bytes) {
    if (context_ != nullptr) {
        compress(bytes, false);
    } else {
        write_out(bytes);
    }
}

void Byte_sink::finish() {
    if (context_ != nullptr) {
        compress({}, true);
    }
    if (::close(std::exchange(descriptor_, -1)) != 0) {
        fail("cannot be written", errno);
    }
    if (::rename(temporary_.c_str(), file_.c_str()) != 0) {
        fail("cannot be put in its place", errno);
    }
    temporary_.clear();
}

} // namespace trapspec::traces
