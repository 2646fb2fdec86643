// The Host: boots, runs one Guest through one scenario, says how it went, and switches the machine off.
#include "diff/wire/metal.hpp"
#include "impl/core/run.hpp"
#include "impl/metal/command_line.hpp"
#include "impl/metal/console.hpp"
#include "impl/metal/cpu_state.hpp"
#include "impl/metal/guest_calls.hpp"
#include "impl/metal/host_idt.hpp"
#include "impl/metal/interrupts.hpp"
#include "impl/metal/launcher.hpp"
#include "impl/metal/layout.hpp"
#include "impl/metal/machine.hpp"
#include "impl/metal/oracle/oracle.hpp"
#include "impl/metal/paging.hpp"
#include "impl/metal/record_stream.hpp"
#include "impl/metal/recorder.hpp"
#include "impl/metal/segments.hpp"
#include "impl/metal/text.hpp"

namespace lguest::metal {
namespace {

// Multiboot Specification 0.6.96, "Machine state" and "Boot information format".
constexpr u32 multiboot_magic = 0x2BADB002;
constexpr u32 multiboot_has_command_line = 1u << 2;

struct Multiboot_info {
    u32 flags;
    u32 memory[2];
    u32 boot_device;
    const char* command_line;
};

constinit Machine machine = {};

u32 start_machine() {
    const u32 cr3 = start_paging();
    load_segments();
    init_host_idt();
    init_interrupt_controller();
    write_cr0((read_cr0() | cr0_monitor_coprocessor) & ~(cr0_emulation | cr0_task_switched));
    asm volatile("fninit");
    return cr3;
}

Record_channel channel_named(const char* name) {
    if (is_same(name, "memory"))
        return Record_channel::memory;
    return is_same(name, "port") ? Record_channel::port : Record_channel::none;
}

void serve_oracle(Record_channel channel) {
    mask_interrupts();
    if (channel == Record_channel::memory)
        oracle::serve_memory();
    else
        oracle::serve_disk();
}

// A scenario passes when it ends as it should.
bool judge(const Scenario_info& scenario) {
    const Death& death = machine.guest.death;
    const u32 reason = static_cast<u32>(death.reason);
    if (!shutdown().called) {
        print("host: the Guest was killed, reason ", reason, " (", Hex{death.numbers[0]});
        print(", ", Hex{death.numbers[1]}, ", ", Hex{death.numbers[2]}, ")\n");
    }
    if (scenario.ends_with == Reason::none)
        return shutdown().called && shutdown().failures == 0;
    return !shutdown().called && death.reason == scenario.ends_with;
}

void run_scenario(const Scenario_info& scenario, u32 host_cr3) {
    launch(machine, scenario, host_cr3);
    record_start(machine.cpu, scenario.rules, guest_pages);
    run_guest(machine.cpu);

    const bool passed = judge(scenario);
    record_end(shutdown().failures, passed);
    print("host: ", trapspec::wire::metal::scenarios[static_cast<u32>(scenario.scenario)]);
    print(passed ? " passed\n" : " failed\n");
    stop_machine(passed);
}

} // namespace

extern "C" [[noreturn]] void host_main(u32 magic, const Multiboot_info& info) {
    if (magic != multiboot_magic || (info.flags & multiboot_has_command_line) == 0) {
        print("host: no boot loader handed over a command line\n");
        stop_machine(false);
    }
    constexpr u32 most_characters = 64;
    char name[most_characters];
    char channel[most_characters];
    find_option(info.command_line, "scenario", name, sizeof name);
    find_option(info.command_line, "records", channel, sizeof channel);

    const u32 cr3 = start_machine();
    if (is_same(name, "oracle")) {
        serve_oracle(channel_named(channel));
        stop_machine(true);
    }
    open_records(channel_named(channel));
    const Scenario_info* const scenario = scenario_named(name);
    if (scenario == nullptr) {
        print("host: there is no scenario \"", name, "\"\n");
        stop_machine(false);
    }
    run_scenario(*scenario, cr3);
    stop_machine(false);
}

} // namespace lguest::metal
