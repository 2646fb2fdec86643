#include "impl/linux/responses.hpp"

#include "impl/common/state_words.hpp"
#include "impl/linux/machine.hpp"

namespace lguest::harness {
namespace {

using trapspec::wire::max_words;
using trapspec::wire::max_writes;
using trapspec::wire::Response;
using trapspec::wire::Ring;
using trapspec::wire::Status;
using trapspec::wire::Write;

static_assert(state_words <= max_words);
static_assert(trapspec::wire::table_entries == idt_entries);

constexpr u32 low(u64 value) {
    return static_cast<u32>(value);
}

constexpr u32 high(u64 value) {
    return static_cast<u32>(value >> 32);
}

void put_writes(Response& response) {
    const Write_log& log = machine.memory.log();
    const u32 kept = log.count < max_writes ? log.count : max_writes;
    response.write_count = log.count;
    for (u32 i = 0; i < kept; ++i)
        response.writes[i] = log.entries[i];
    if (kept < max_writes)
        __builtin_memset(response.writes + kept, 0, (max_writes - kept) * sizeof(Write));
}

} // namespace

void refuse(Response& response, u32 sequence, Status status) {
    __builtin_memset(&response, 0, sizeof response);
    response.sequence = sequence;
    response.status = status;
}

void answer(Response& response, u32 sequence) {
    const u64 gates = machine.gates_digest.of(machine.cpu.idt);
    const u64 idt = machine.idt_digest.of(machine.cpu.pages->guest_idt);

    response.sequence = sequence;
    response.status = trapspec::wire::ok;
    response.gates_digest[0] = low(gates);
    response.gates_digest[1] = high(gates);
    response.idt_digest[0] = low(idt);
    response.idt_digest[1] = high(idt);
    put_state(response.words, machine.cpu, machine.syscall_vector_reserved, machine.outcome);
    for (u32 i = state_words; i < max_words; ++i)
        response.words[i] = 0;
    put_writes(response);
}

void dump_tables(Ring& ring) {
    static_assert(sizeof ring.gates == sizeof machine.cpu.idt);
    static_assert(sizeof ring.idt == sizeof switcher_pages.guest_idt);
    __builtin_memcpy(ring.gates, machine.cpu.idt, sizeof ring.gates);
    __builtin_memcpy(ring.idt, switcher_pages.guest_idt, sizeof ring.idt);
}

} // namespace lguest::harness
