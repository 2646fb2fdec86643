#include "impl/metal/oracle/disk.hpp"

#include "diff/wire/metal.hpp"
#include "impl/metal/ports.hpp"

namespace lguest::metal::oracle {
namespace {

// ANSI X3.298 (ATA-3), "I/O register descriptions" and "READ SECTOR(S)", "WRITE SECTOR(S)"; the first channel of a PC.
constexpr u16 ata_data = 0x1F0;
constexpr u16 ata_sector_count = 0x1F2;
constexpr u16 ata_lba_low = 0x1F3;
constexpr u16 ata_lba_middle = 0x1F4;
constexpr u16 ata_lba_high = 0x1F5;
constexpr u16 ata_device = 0x1F6;
constexpr u16 ata_command = 0x1F7; // reads as the status
constexpr u8 device_0_by_lba = 0xE0;
constexpr u8 read_with_retry = 0x20;
constexpr u8 write_with_retry = 0x30;
constexpr u8 status_busy = 0x80;
constexpr u8 status_data = 0x08;

using trapspec::wire::metal::disk_sector_bytes;
constexpr u32 sector_words = disk_sector_bytes / sizeof(u32);

void wait_for_data() {
    u8 status;
    do
        status = in8(ata_command);
    while ((status & (status_busy | status_data)) != status_data);
}

void wait_until_idle() {
    while ((in8(ata_command) & status_busy) != 0) {
    }
}

void command(u8 what, u32 first, u32 count) {
    wait_until_idle();
    out8(ata_device, static_cast<u8>(device_0_by_lba | first >> 24));
    out8(ata_sector_count, static_cast<u8>(count));
    out8(ata_lba_low, static_cast<u8>(first));
    out8(ata_lba_middle, static_cast<u8>(first >> 8));
    out8(ata_lba_high, static_cast<u8>(first >> 16));
    out8(ata_command, what);
}

} // namespace

void read_sectors(u32 first, u32 count, void* to) {
    command(read_with_retry, first, count);
    u8* at = static_cast<u8*>(to);
    for (u32 i = 0; i < count; ++i, at += disk_sector_bytes) {
        wait_for_data();
        in_words(ata_data, at, sector_words);
    }
}

void write_sectors(u32 first, u32 count, const void* from) {
    command(write_with_retry, first, count);
    const u8* at = static_cast<const u8*>(from);
    for (u32 i = 0; i < count; ++i, at += disk_sector_bytes) {
        wait_for_data();
        out_words(ata_data, at, sector_words);
    }
    wait_until_idle();
}

} // namespace lguest::metal::oracle
