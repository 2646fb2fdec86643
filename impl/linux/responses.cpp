#include "impl/linux/responses.hpp"

#include "impl/linux/machine.hpp"

namespace lguest::harness {
namespace {

using trapspec::wire::max_words;
using trapspec::wire::max_writes;
using trapspec::wire::Response;
using trapspec::wire::Ring;
using trapspec::wire::Status;
using trapspec::wire::Write;

static_assert(static_cast<u32>(Reason::outside) == 18, "reasons are numbered as diff/wire numbers them");
static_assert(sizeof(Outcome) == 9 * sizeof(u32));
static_assert(trapspec::wire::table_entries == idt_entries);

constexpr u32 low(u64 value) {
    return static_cast<u32>(value);
}

constexpr u32 high(u64 value) {
    return static_cast<u32>(value >> 32);
}

// diff/wire, "Response": the order of the words.
void put_state(u32* words) {
    const Cpu& cpu = machine.cpu;
    const Guest& guest = machine.guest;
    const Tss& tss = cpu.pages->guest_tss;
    const u32 values[] = {
        cpu.esp1,
        cpu.ss1,
        cpu.changed,
        cpu.halted,
        cpu.irqs_pending,
        cpu.hypercall_pending,
        cpu.ts,
        cpu.timer.armed,
        low(cpu.timer.deadline),
        high(cpu.timer.deadline),
        guest.initialised,
        guest.initialised ? machine.memory.address_of(guest.lguest_data) : 0,
        guest.noirq_start,
        guest.noirq_end,
        guest.stack_pages,
        guest.pfn_limit,
        guest.paging,
        guest.page_directory,
        is_dead(guest),
        static_cast<u32>(guest.death.reason),
        guest.death.numbers[0],
        guest.death.numbers[1],
        guest.death.numbers[2],
        tss.esp1,
        tss.ss1,
        machine.syscall_vector_reserved,
    };
    constexpr u32 count = sizeof values / sizeof values[0];
    constexpr u32 used = register_words + count + sizeof(Outcome) / sizeof(u32);
    static_assert(register_words + count == 44);

    __builtin_memcpy(words, &cpu.regs(), sizeof(Registers));
    for (u32 i = 0; i < count; ++i)
        words[register_words + i] = values[i];
    __builtin_memcpy(words + register_words + count, &machine.outcome, sizeof(Outcome));
    for (u32 i = used; i < max_words; ++i)
        words[i] = 0;
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
    put_state(response.words);
    put_writes(response);
}

void dump_tables(Ring& ring) {
    static_assert(sizeof ring.gates == sizeof machine.cpu.idt);
    static_assert(sizeof ring.idt == sizeof switcher_pages.guest_idt);
    __builtin_memcpy(ring.gates, machine.cpu.idt, sizeof ring.gates);
    __builtin_memcpy(ring.idt, switcher_pages.guest_idt, sizeof ring.idt);
}

} // namespace lguest::harness
