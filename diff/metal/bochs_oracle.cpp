#include "diff/metal/bochs_oracle.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>

#include <cerrno>
#include <cstring>

#include "diff/metal/bochs.hpp"
#include "diff/systems/process.hpp"
#include "diff/systems/system.hpp"

namespace trapspec::diff::metal {

namespace {

using wire::oracle::Disk_exchange;

constexpr std::size_t exchange_at = std::size_t{wire::oracle::disk_sector} * wire::oracle::sector_bytes;
static_assert(exchange_at % 4096 == 0, "it is mapped");

/// Bochs reads and writes the file itself, so that either side sees at once what the other has written.
void* mapped_exchange(const std::filesystem::path& disk) {
    constexpr std::size_t bytes = exchange_at + sizeof(Disk_exchange);
    std::filesystem::resize_file(
        disk, (bytes + bochs_cylinder_bytes - 1) / bochs_cylinder_bytes * bochs_cylinder_bytes);
    const Descriptor file(open(disk.c_str(), O_RDWR | O_CLOEXEC));
    void* const at =
        mmap(nullptr, sizeof(Disk_exchange), PROT_READ | PROT_WRITE, MAP_SHARED, file.number(), exchange_at);
    if (at == MAP_FAILED) {
        throw System_error(fmt::format("{} cannot be mapped: {}", disk.string(), std::strerror(errno)));
    }
    return at;
}

} // namespace

Bochs_oracle::Bochs_oracle(const Boot& boot, const Descriptors& descriptors) : Mailbox_oracle(boot) {
    write_bochs_disk(boot, folder());
    exchange_ = mapped_exchange(folder() / bochs_disk);
    auto& exchange = *static_cast<Disk_exchange*>(exchange_);
    start({&exchange.asker, &exchange.machine, exchange.questions, exchange.answers},
        descriptors,
        bochs_command(folder()),
        -1);
}

Bochs_oracle::~Bochs_oracle() {
    if (exchange_ != nullptr) {
        munmap(exchange_, sizeof(Disk_exchange));
    }
}

} // namespace trapspec::diff::metal
