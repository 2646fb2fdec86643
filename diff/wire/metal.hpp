// What a bootable Host and whoever started it have in common: where records lie and how they are framed. README.md beside
// this file says what the words mean.
//
// Freestanding: included by 64-bit hosted and 32-bit freestanding code alike.
#pragma once

#include <stdint.h> // NOLINT: the C header is the one that a freestanding build has

namespace trapspec::wire::metal {

// The machine's memory, and the part of it that both sides know.
inline constexpr uint32_t machine_bytes = 64u << 20;
inline constexpr uint32_t mailbox_address = 32u << 20;
inline constexpr uint32_t mailbox_bytes = 32u << 20;

inline constexpr uint32_t mailbox_magic = 0x584F424D;

struct Mailbox {
    uint32_t magic; // set by the machine once the rest may be read
    uint32_t words; // of the record stream so far
    uint32_t reserved[14];
    uint32_t stream[mailbox_bytes / 4 - 16];
};

static_assert(sizeof(Mailbox) == mailbox_bytes);

// A record is two words, its kind and how many words follow, and these words.
enum Record : uint32_t { started = 0, event = 1, entry = 2, ended = 3 };

// `event` starts with this; then pairs address, value; then triples slot, a, b of the Guest's gates, and of the installed
// table.
struct Event {
    uint32_t kind;
    uint32_t observed; // whether `words` say the state after it; if not, it tells what the Guest did by itself
    uint32_t arguments[24];
    uint32_t words[56];
    uint32_t memory;
    uint32_t gates;
    uint32_t idt;
};

struct Started {
    uint32_t rules;
    uint32_t syscall_vector;
    uint32_t pages;
    uint32_t handlers[256];
};

// A handler of the Guest was entered, as the handler itself saw it.
struct Entry {
    uint32_t reflected; // 0: directly by the CPU
    uint32_t vector;
    uint32_t frame; // where it lies
    uint32_t frame_words;
    uint32_t words[6]; // from the frame's lowest address upwards
    uint32_t eflags;   // the CPU's, in the handler
};

struct Ended {
    uint32_t failures;
    uint32_t passed;
};

// Through the debug port a record is a line: this character, then its words as 8 hex digits each.
inline constexpr char record_mark = '@';

// What the machine can be told to run, by number.
inline constexpr const char* scenarios[] = {
    "syscall-direct",
    "syscall-reflected",
    "syscall-lost",
    "syscall-second",
    "syscall-second-lost",
    "int3-open",
    "int3-closed",
    "int3-reflected",
    "divide-error",
    "invalid-opcode",
    "vmcall",
    "page-fault",
    "general-protection",
    "opened-13",
    "device-not-available",
    "io-emulated",
    "switcher-guarded",
    "timer",
    "halt",
    "irq-blocked",
    "noirq-window",
    "gates-changed",
    "gate-removed",
    "gate-bad",
    "runaway",
    "no-stack",
    "frame-shifted",
    "frame-shifted-dies",
    "tf-left-set",
    "tf-dies",
    "tf-cleared",
    "nt-left-set",
    "machine-check-direct",
    "cost",
};
inline constexpr uint32_t scenario_count = sizeof scenarios / sizeof scenarios[0];

// Where a disk image keeps the command line that a boot loader would hand over: its second sector.
inline constexpr uint32_t disk_sector_bytes = 512;
inline constexpr uint32_t disk_command_line_sector = 1;

} // namespace trapspec::wire::metal
