#include "impl/common/state_words.hpp"

#include "impl/core/cpu.hpp"

namespace lguest {
namespace {

static_assert(static_cast<u32>(Reason::outside) == 18, "reasons are numbered as diff/wire numbers them");
static_assert(sizeof(Outcome) == 9 * sizeof(u32));

constexpr u32 low(u64 value) {
    return static_cast<u32>(value);
}

constexpr u32 high(u64 value) {
    return static_cast<u32>(value >> 32);
}

u32 data_address(const Guest& guest) {
    return guest.initialised
               ? static_cast<u32>(reinterpret_cast<uptr>(guest.lguest_data) - reinterpret_cast<uptr>(guest.memory))
               : 0;
}

} // namespace

void put_state(u32* words, const Cpu& cpu, bool syscall_vector_reserved, const Outcome& outcome) {
    const Guest& guest = *cpu.guest;
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
        data_address(guest),
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
        syscall_vector_reserved,
    };
    constexpr u32 count = sizeof values / sizeof values[0];
    static_assert(register_words + count + sizeof(Outcome) / sizeof(u32) == state_words);

    __builtin_memcpy(words, &cpu.regs(), sizeof(Registers));
    for (u32 i = 0; i < count; ++i)
        words[register_words + i] = values[i];
    __builtin_memcpy(words + register_words + count, &outcome, sizeof(Outcome));
}

} // namespace lguest
