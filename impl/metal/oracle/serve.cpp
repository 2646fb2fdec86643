#include "impl/metal/console.hpp"
#include "impl/metal/oracle/disk.hpp"
#include "impl/metal/oracle/experiment.hpp"
#include "impl/metal/oracle/oracle.hpp"
#include "impl/metal/ports.hpp"

namespace lguest::metal::oracle {
namespace {

namespace wire = trapspec::wire::oracle;
using trapspec::wire::metal::disk_sector_bytes;

// The asker writes to these from outside.
u32 look_at(const u32& word) {
    return __atomic_load_n(&word, __ATOMIC_SEQ_CST);
}

void tell(u32& word, u32 value) {
    __atomic_store_n(&word, value, __ATOMIC_SEQ_CST);
}

constexpr u32 questions_of_sector = disk_sector_bytes / sizeof(wire::Question);
constexpr u32 sectors_at_once = 128;
constexpr u32 questions_at_once = sectors_at_once * questions_of_sector;

alignas(disk_sector_bytes) constinit u8 sectors[sectors_at_once * disk_sector_bytes] = {};
constinit wire::Answer answers[questions_at_once] = {};

} // namespace

void serve_memory() {
    wire::Exchange& exchange = *reinterpret_cast<wire::Exchange*>(trapspec::wire::metal::mailbox_address);
    wire::Header& header = exchange.header;
    prepare(header.places);
    tell(header.magic, wire::magic);
    for (u32 batches = 0; look_at(header.stop) == 0;) {
        if (look_at(header.asked) == batches)
            continue;
        if (batches == 0)
            load_descriptors(header.gdt);
        const u32 count = header.count < wire::batch ? header.count : wire::batch;
        for (u32 i = 0; i < count; ++i)
            answer(exchange.questions[i], exchange.answers[i]);
        tell(header.answered, ++batches);
    }
}

void serve_disk() {
    wire::Header header;
    read_sectors(wire::disk_sector, 1, sectors);
    __builtin_memcpy(&header, sectors, sizeof header);
    prepare(header.places);
    load_descriptors(header.gdt);
    print(wire::answers_mark);
    out_string(port_console, &header.places, sizeof header.places);

    u32 sector = wire::disk_sector + 1;
    for (u32 left = header.count; left != 0; sector += sectors_at_once) {
        const u32 count = left < questions_at_once ? left : questions_at_once;
        read_sectors(sector, (count + questions_of_sector - 1) / questions_of_sector, sectors);
        const wire::Question* const questions = reinterpret_cast<const wire::Question*>(sectors);
        for (u32 i = 0; i < count; ++i)
            answer(questions[i], answers[i]);
        out_string(port_console, answers, count * sizeof(wire::Answer));
        left -= count;
    }
}

} // namespace lguest::metal::oracle
