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
alignas(wire::Header) constinit u8 header_sector[wire::sector_bytes] = {};

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
    wire::Header& header = *reinterpret_cast<wire::Header*>(header_sector);
    read_sectors(wire::disk_sector, 1, header_sector);
    prepare(header.places);
    tell_descriptors(header.gdt);
    load_descriptors(header.gdt);

    const u32 portions = (header.count + wire::portion - 1) / wire::portion;
    u32 from = wire::disk_sector + 1;
    u32 to = from + portions * wire::portion_question_sectors;
    for (u32 left = header.count; left != 0;) {
        const u32 count = left < wire::portion ? left : wire::portion;
        read_sectors(from, wire::portion_question_sectors, questions);
        for (u32 i = 0; i < count; ++i)
            answer(questions[i], answers[i]);
        write_sectors(to, wire::portion_answer_sectors, answers);
        from += wire::portion_question_sectors;
        to += wire::portion_answer_sectors;
        left -= count;
    }
    header.answered = 1;
    write_sectors(wire::disk_sector, 1, header_sector);
}

} // namespace lguest::metal::oracle
