#include "impl/metal/recorder.hpp"

#include "diff/wire/metal.hpp"
#include "diff/wire/wire.hpp"
#include "impl/core/clock.hpp"
#include "impl/core/cpu.hpp"
#include "impl/core/host.hpp"
#include "impl/core/services.hpp"
#include "impl/metal/entries.hpp"
#include "impl/metal/record_stream.hpp"
#include "impl/metal/sleeping.hpp"
#include "impl/metal/trap_services.hpp"
#include "impl/metal/watched_memory.hpp"

namespace lguest::metal {
namespace {

namespace wire = trapspec::wire::metal;

constexpr u32 most_writes = 32;
constexpr u32 most_arguments = trapspec::wire::max_arguments;

// What the records say so far.
struct Told {
    u32 registers[register_words];
    Desc gates[idt_entries];
    Desc idt[idt_entries];
    const Cpu* entered;
};

constinit Told told = {};
constinit u32 written[most_writes] = {};
constinit u32 write_count = 0;
constinit Guest_time time_written = {};

u32 changes(const Desc* now, const Desc* then) {
    u32 count = 0;
    for (u32 slot = 0; slot < idt_entries; ++slot)
        count += now[slot].a != then[slot].a || now[slot].b != then[slot].b;
    return count;
}

void put_changes(const Desc* now, Desc* then) {
    for (u32 slot = 0; slot < idt_entries; ++slot) {
        if (now[slot].a == then[slot].a && now[slot].b == then[slot].b)
            continue;
        then[slot] = now[slot];
        put_word(slot);
        put_word(now[slot].a);
        put_word(now[slot].b);
    }
}

void put_written_memory(const Guest& guest) {
    for (u32 i = 0; i < write_count; ++i) {
        u32 value;
        __builtin_memcpy(&value, guest_pointer(guest, written[i]), sizeof value);
        put_word(written[i]);
        put_word(value);
    }
}

void put_event(Event_kind kind, bool observed, const u32* arguments, u32 count) {
    begin_record(wire::event);
    put_word(static_cast<u32>(kind));
    put_word(observed);
    put_words(arguments, count);
    for (u32 i = count; i < most_arguments; ++i)
        put_word(0);
}

void record_guest_action(Event_kind kind, const u32* arguments, u32 count) {
    put_event(kind, false, arguments, count);
    for (u32 i = 0; i < trapspec::wire::max_words; ++i)
        put_word(0);
    put_word(0);
    put_word(0);
    put_word(0);
    end_record();
}

void record_registers(const u32* registers) {
    __builtin_memcpy(told.registers, registers, sizeof told.registers);
    record_guest_action(Event_kind::set_registers, registers, register_words);
}

void record_memory(const Guest& guest) {
    Changed_word word;
    while (next_changed_word(guest, word)) {
        const u32 arguments[] = {word.address, word.value};
        record_guest_action(Event_kind::guest_write, arguments, 2);
    }
}

} // namespace

void record_start(const Cpu& cpu, u32 rules, u32 pages) {
    begin_record(wire::started);
    put_word(rules);
    put_word(cpu.guest->host->syscall_vector);
    put_word(pages);
    put_words(cpu.guest->host->default_handlers, idt_entries);
    end_record();
    record_guest_changes(cpu);
    record_event(cpu, Event_kind::setup_default_idt_entries, nullptr, 0);
}

void record_end(u32 failures, bool passed) {
    begin_record(wire::ended);
    put_word(failures);
    put_word(passed);
    end_record();
}

void watch(const Cpu& cpu, u32 address, u32 bytes) {
    if (!is_recording())
        return;
    watch_words(address, bytes);
    record_memory(*cpu.guest);
}

void host_wrote(const Guest& guest, u32 address, u32 length) {
    if (!is_recording())
        return;
    for (u32 at = 0; at < length && write_count < most_writes; at += sizeof(u32))
        written[write_count++] = address + at;
    forget_change(guest, address, length);
}

Guest_time recorded_time(Guest_time time) {
    time_written = time;
    return time;
}

Guest_time time_of_event() {
    return time_written;
}

void record_event(const Cpu& cpu, Event_kind kind, const u32* arguments, u32 count, const Outcome& outcome) {
    if (!is_recording())
        return;
    u32 words[trapspec::wire::max_words] = {};
    put_state(words, cpu, false, outcome);

    put_event(kind, true, arguments, count);
    put_words(words, trapspec::wire::max_words);
    put_word(write_count);
    put_word(changes(cpu.idt, told.gates));
    put_word(changes(cpu.pages->guest_idt, told.idt));
    put_written_memory(*cpu.guest);
    put_changes(cpu.idt, told.gates);
    put_changes(cpu.pages->guest_idt, told.idt);
    end_record();

    __builtin_memcpy(told.registers, &cpu.regs(), sizeof told.registers);
    write_count = 0;
    time_written = {};
}

void record_all_registers(const Cpu& cpu) {
    if (!is_recording())
        return;
    record_registers(reinterpret_cast<const u32*>(&cpu.regs()));
}

void record_guest_changes(const Cpu& cpu) {
    if (!is_recording())
        return;
    record_memory(*cpu.guest);
    if (__builtin_memcmp(told.registers, &cpu.regs(), sizeof told.registers) != 0)
        record_all_registers(cpu);
}

void record_entry(const Cpu& cpu) {
    const u32 other_guest = told.entered != &cpu;
    told.entered = &cpu;
    record_event(cpu, Event_kind::enter_guest, &other_guest, 1, {.entered = 1});
}

void record_exit(const Cpu& cpu, const Exit& exit) {
    if (!is_recording())
        return;
    record_entries(*cpu.guest);
    record_memory(*cpu.guest);
    if (exit.from_switcher) {
        record_all_registers(cpu);
        return;
    }
    record_registers(exit.registers);
    const u32 arguments[] = {exit.vector, exit.cpu_pushed_error_code, exit.error_code};
    record_event(cpu, Event_kind::switcher_stub, arguments, 3, {.result = static_cast<u32>(exit.path)});
}

void recorded_clock_expired(Cpu& cpu) {
    const u32 asleep = is_asleep();
    clock_expired(cpu);
    const Asked asked = take_asked();
    record_event(cpu, Event_kind::clock_expires, &asleep, 1, {.woke = asked.woke, .kicked = asked.kicked});
}

} // namespace lguest::metal
