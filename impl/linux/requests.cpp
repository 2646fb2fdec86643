#include "impl/linux/requests.hpp"

#include "impl/core/abi.hpp"
#include "impl/core/x86.hpp"
#include "impl/linux/machine.hpp"

namespace lguest::harness {
namespace {

using trapspec::wire::Request;
using trapspec::wire::Status;

// diff/wire, "Long loops": R-STK-2 has no bound of its own.
constexpr u32 most_stack_pages = 64;

// Which of a kind's words are flags: a bit each.
constexpr u32 flag_words(Event_kind kind) {
    switch (kind) {
    case Event_kind::enter_guest:
    case Event_kind::clock_expires:
        return 1u << 0;
    case Event_kind::switcher_stub:
    case Event_kind::try_deliver_interrupt:
    case Event_kind::set_interrupt:
        return 1u << 1;
    case Event_kind::init_interrupts:
        return 1u << 0 | 1u << 1;
    case Event_kind::trap:
        return 1u << 8 | 1u << 9;
    case Event_kind::run:
        return 1u << 8 | 1u << 9 | 1u << 12;
    default:
        return 0;
    }
}

// The same without a branch, as no CPU foresees what the next event is: where the flags are, and the bits that they must not
// have. A place that is not used forbids none.
struct Flag_place {
    u32 word = 0;
    u32 forbidden = 0;
};
constexpr u32 most_flags = 3;

struct Flags_by_kind {
    Flag_place of[event_kind_count][most_flags];
    constexpr Flags_by_kind() : of() {
        for (u32 kind = 0; kind < event_kind_count; ++kind) {
            u32 place = 0;
            for (u32 word = 0; word < most_arguments; ++word)
                if ((flag_words(static_cast<Event_kind>(kind)) >> word & 1) != 0)
                    of[kind][place++] = {word, ~1u};
        }
    }
};
constexpr Flags_by_kind flags_by_kind;

bool are_flags_ok(Event_kind kind, const u32* arguments) {
    u32 wrong = 0;
    for (const Flag_place& place : flags_by_kind.of[static_cast<u32>(kind)])
        wrong |= arguments[place.word] & place.forbidden;
    return wrong == 0;
}

bool are_words_ok(Event_kind kind, const u32* arguments) {
    switch (kind) {
    case Event_kind::start_guest:
        return arguments[1] <= machine.memory.pages();
    case Event_kind::switcher_stub:
        return arguments[0] < idt_entries;
    case Event_kind::set_interrupt:
        return arguments[0] < lguest_irqs;
    case Event_kind::set_stack:
        return arguments[2] <= most_stack_pages;
    case Event_kind::hypercall:
        return arguments[0] != hypercall_set_stack || arguments[3] <= most_stack_pages;
    case Event_kind::run: {
        const Registers& regs = machine.cpu.regs();
        return !machine.cpu.hypercall_pending || regs.eax != hypercall_set_stack || regs.edx <= most_stack_pages;
    }
    default:
        return true;
    }
}

constexpr u64 join(u32 low, u32 high) {
    return u64{high} << 32 | low;
}

void set_trap_words(Stimulus& stimulus, const u32* a) {
    stimulus.trapnum = a[0];
    stimulus.errcode = a[1];
    stimulus.eip = a[2];
    stimulus.cs = a[3];
    stimulus.eflags = a[4];
    stimulus.esp = a[5];
    stimulus.ss = a[6];
    stimulus.cr2 = a[7];
    stimulus.io_emulated = a[8] != 0;
    stimulus.fault_satisfied = a[9] != 0;
}

} // namespace

Status check(const Request& request) {
    if (request.kind >= event_kind_count)
        return trapspec::wire::bad_kind;
    const Event_kind kind = static_cast<Event_kind>(request.kind);
    if (!machine.started && kind != Event_kind::start_guest)
        return trapspec::wire::not_ready;
    if ((request.flags & ~u32{trapspec::wire::dump_tables}) != 0 || !are_flags_ok(kind, request.arguments) ||
        !are_words_ok(kind, request.arguments))
        return trapspec::wire::bad_argument;
    return trapspec::wire::ok;
}

void set_stimulus(Event_kind kind, const u32* a) {
    Stimulus& stimulus = machine.stimulus;
    switch (kind) {
    case Event_kind::trap:
        set_trap_words(stimulus, a);
        break;
    case Event_kind::try_deliver_interrupt:
        stimulus.time = {a[2], a[3]};
        break;
    case Event_kind::set_interrupt:
        stimulus.asleep = a[1] != 0;
        break;
    case Event_kind::init_interrupts:
        stimulus.vector_used = a[0] != 0;
        stimulus.percpu_used = a[1] != 0;
        break;
    case Event_kind::set_stack:
        stimulus.pin_failures = a[3];
        break;
    case Event_kind::set_clockevent:
        stimulus.now = join(a[1], a[2]);
        break;
    case Event_kind::clock_expires:
        stimulus.asleep = a[0] != 0;
        break;
    case Event_kind::hypercall:
        stimulus.pin_failures = a[4];
        stimulus.now = join(a[5], a[6]);
        break;
    case Event_kind::run:
        set_trap_words(stimulus, a);
        stimulus.time = {a[10], a[11]};
        stimulus.pin_failures = a[13];
        stimulus.now = join(a[14], a[15]);
        break;
    default:
        break; // these ask nothing of the world outside
    }
}

} // namespace lguest::harness
