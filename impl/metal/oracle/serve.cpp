#include "diff/wire/metal.hpp"
#include "impl/metal/oracle/disk.hpp"
#include "impl/metal/oracle/experiment.hpp"
#include "impl/metal/oracle/oracle.hpp"
#include "impl/metal/oracle/tables.hpp"

namespace lguest::metal::oracle {
namespace {

namespace wire = trapspec::wire::oracle;

static_assert(sizeof(wire::Exchange) <= trapspec::wire::metal::mailbox_bytes);

// The asker writes to these from outside.
u32 look_at(const u32& word) {
    return __atomic_load_n(&word, __ATOMIC_SEQ_CST);
}

void tell(u32& word, u32 value) {
    __atomic_store_n(&word, value, __ATOMIC_SEQ_CST);
}

constinit wire::Question questions[wire::portion] = {};
constinit wire::Answer answers[wire::portion] = {};

struct Header_sector {
    alignas(wire::sector_bytes) wire::Header header;
};
constinit Header_sector asker = {};
constinit Header_sector machine = {};

// Where each lies on the disk.
constexpr u32 asker_sector = wire::disk_sector;
constexpr u32 machine_sector =
    wire::disk_sector + __builtin_offsetof(wire::Disk_exchange, machine) / wire::sector_bytes;
constexpr u32 questions_sector =
    wire::disk_sector + __builtin_offsetof(wire::Disk_exchange, questions) / wire::sector_bytes;
constexpr u32 answers_sector =
    wire::disk_sector + __builtin_offsetof(wire::Disk_exchange, answers) / wire::sector_bytes;
constexpr u32 question_sectors = sizeof questions / wire::sector_bytes; // of a portion
constexpr u32 answer_sectors = sizeof answers / wire::sector_bytes;

void answer_batch(u32 batch_count) {
    u32 from = questions_sector;
    u32 to = answers_sector;
    for (u32 left = batch_count < wire::batch ? batch_count : wire::batch; left != 0;) {
        const u32 count = left < wire::portion ? left : wire::portion;
        read_sectors(from, question_sectors, questions);
        for (u32 i = 0; i < count; ++i)
            answer(questions[i], answers[i]);
        write_sectors(to, answer_sectors, answers);
        from += question_sectors;
        to += answer_sectors;
        left -= count;
    }
}

} // namespace

void serve_memory() {
    wire::Exchange& exchange = *reinterpret_cast<wire::Exchange*>(trapspec::wire::metal::mailbox_address);
    wire::Header& header = exchange.header;
    prepare(header.places);
    tell_descriptors(header.gdt);
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
    prepare(machine.header.places);
    tell_descriptors(machine.header.gdt);
    read_sectors(asker_sector, 1, &asker);
    load_descriptors(asker.header.gdt);
    machine.header.magic = wire::magic;
    write_sectors(machine_sector, 1, &machine);
    while (asker.header.stop == 0) {
        read_sectors(asker_sector, 1, &asker);
        if (asker.header.asked == machine.header.answered)
            continue;
        read_sectors(asker_sector, 1, &asker); // the count was written before
        answer_batch(asker.header.count);
        ++machine.header.answered;
        write_sectors(machine_sector, 1, &machine);
    }
}

} // namespace lguest::metal::oracle
