#include "impl/metal/record_stream.hpp"

#include "diff/wire/metal.hpp"
#include "impl/metal/console.hpp"
#include "impl/metal/machine.hpp"
#include "impl/metal/ports.hpp"
#include "impl/metal/text.hpp"

namespace lguest::metal {
namespace {

namespace wire = trapspec::wire::metal;

// A record with both tables whole is the longest.
constexpr u32 most_words = 2048;
constexpr u32 head_words = 2;

constinit Record_channel records_to = Record_channel::none;
constinit u32 record[most_words] = {};
constinit u32 record_words = 0;

wire::Mailbox& mailbox() {
    return *reinterpret_cast<wire::Mailbox*>(wire::mailbox_address);
}

void put_into_memory() {
    wire::Mailbox& box = mailbox();
    if (box.words + record_words > sizeof box.stream / sizeof(u32)) {
        print("host: no room for more records\n");
        stop_machine(false);
    }
    __builtin_memcpy(box.stream + box.words, record, record_words * sizeof(u32));
    box.words += record_words;
}

void put_through_port() {
    static constinit char line[1 + most_words * hex_digits + 1] = {};
    u32 length = 0;
    line[length++] = wire::record_mark;
    for (u32 i = 0; i < record_words; ++i, length += hex_digits)
        to_hex(record[i], line + length);
    line[length++] = '\n';
    out_string(port_console, line, length);
}

} // namespace

void open_records(Record_channel channel) {
    records_to = channel;
    if (channel == Record_channel::memory) {
        mailbox().words = 0;
        mailbox().magic = wire::mailbox_magic;
    }
}

bool is_recording() {
    return records_to != Record_channel::none;
}

void begin_record(u32 kind) {
    record[0] = kind;
    record_words = head_words;
}

void put_word(u32 word) {
    if (record_words == most_words) {
        print("host: a record is too long\n");
        stop_machine(false);
    }
    record[record_words++] = word;
}

void put_words(const void* words, u32 count) {
    const u32* const from = static_cast<const u32*>(words);
    for (u32 i = 0; i < count; ++i)
        put_word(from[i]);
}

void end_record() {
    record[1] = record_words - head_words;
    if (records_to == Record_channel::memory)
        put_into_memory();
    else if (records_to == Record_channel::port)
        put_through_port();
}

} // namespace lguest::metal
