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

// A loop, because the copy that the compiler would put in its place takes longer to start than this takes.
void copy_words(u32* to, const u32* from, u32 count) {
    for (u32 i = 0; i < count; ++i)
        to[i] = from[i];
}

} // namespace

// diff/wire, "Response": the order of the words.
void put_state(u32* words) {
    const Cpu& cpu = machine.cpu;
    const Guest& guest = machine.guest;
    const Tss& tss = cpu.pages->guest_tss;

    copy_words(words, &cpu.regs().eax, register_words);
    u32* next = words + register_words;
    *next++ = cpu.esp1;
    *next++ = cpu.ss1;
    *next++ = cpu.changed;
    *next++ = cpu.halted;
    *next++ = cpu.irqs_pending;
    *next++ = cpu.hypercall_pending;
    *next++ = cpu.ts;
    *next++ = cpu.timer.armed;
    *next++ = low(cpu.timer.deadline);
    *next++ = high(cpu.timer.deadline);
    *next++ = guest.initialised;
    *next++ = guest.initialised ? machine.memory.address_of(guest.lguest_data) : 0;
    *next++ = guest.noirq_start;
    *next++ = guest.noirq_end;
    *next++ = guest.stack_pages;
    *next++ = guest.pfn_limit;
    *next++ = guest.paging;
    *next++ = guest.page_directory;
    *next++ = is_dead(guest);
    *next++ = static_cast<u32>(guest.death.reason);
    *next++ = guest.death.numbers[0];
    *next++ = guest.death.numbers[1];
    *next++ = guest.death.numbers[2];
    *next++ = tss.esp1;
    *next++ = tss.ss1;
    *next++ = machine.syscall_vector_reserved;

    constexpr u32 state_words = 44;
    constexpr u32 outcome_words = sizeof(Outcome) / sizeof(u32);
    copy_words(words + state_words, &machine.outcome.result, outcome_words);
    for (u32 i = state_words + outcome_words; i < max_words; ++i)
        words[i] = 0;
}

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
