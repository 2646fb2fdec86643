// What a CPU is asked, and what it answers, when a bootable machine serves as an oracle. README.md beside this file says
// what the words mean.
//
// Freestanding: included by 64-bit hosted and 32-bit freestanding code alike.
#pragma once

#include <stdint.h> // NOLINT: the C header is the one that a freestanding build has

namespace trapspec::wire::oracle {

inline constexpr uint32_t magic = 0x4F52434C;
inline constexpr uint32_t gdt_entries = 32;
inline constexpr uint32_t own_gdt_entries = 4; // 0 to 3 are the machine's
inline constexpr uint32_t asked_gdt_entry = 31;
inline constexpr uint32_t report_vector = 15; // the machine's
inline constexpr uint32_t report_bytes = 2;   // of the instruction that raises it, with which every handler begins
inline constexpr uint32_t batch = 4096;
inline constexpr uint32_t frame_words = 9;
inline constexpr uint32_t window_words = 14;
inline constexpr uint32_t ring_0_stack_bytes = 4096;
inline constexpr uint32_t untouched = 0xA5A5A5A5; // the words of a window before the event

// Code that ends in an event, by what it does.
enum Source : uint32_t {
    int_n = 0,
    int3 = 1,
    into = 2,
    icebp = 3,
    invalid_opcode = 4,
    divide_error = 5,
    general_protection = 6,
    page_fault = 7,
    bound_range = 8,
    single_step = 9,
    single_step_sti = 10,
    iret_32 = 11,
    iret_16 = 12,
};
inline constexpr uint32_t source_count = 13;

struct Question {
    uint32_t source;
    uint32_t vector; // whose gate is set; of int_n also the operand
    uint32_t gate[2];
    uint32_t cs;
    uint32_t ss;
    uint32_t esp;
    uint32_t eflags;
    uint32_t ss1;
    uint32_t esp1;
    uint32_t ss2;
    uint32_t esp2;
    uint32_t idt_limit;
    uint32_t tss_limit;
    uint32_t page;   // of the lower stack page: its page-table entry without the frame
    uint32_t window; // where the lowest word of the answer's window lies; 0: nowhere
    uint32_t descriptor[2];
    uint32_t frame_at; // where the frame is put before the event; 0: nowhere
    uint32_t frame[frame_words];
};

struct Answer {
    uint32_t entered; // 1: a handler was; 0: the machine was called for another event
    uint32_t vector;  // of that event
    uint32_t errcode;
    uint32_t eip;
    uint32_t cs;
    uint32_t eflags;
    uint32_t esp;
    uint32_t ss;
    uint32_t ds;
    uint32_t cr2;
    uint32_t window[window_words];
};

// What the machine tells, addresses first. The two stack pages are one above the other.
struct Places {
    uint32_t source[source_count]; // int_n: that of vector 0; the others follow
    uint32_t int_n_bytes;
    uint32_t low_source; // add it, modulo 2^32, for the same code below 1 MiB
    uint32_t leave;      // the instruction that goes to the source: an iret
    uint32_t leave_esp;  // above what that pops, but in ring 0
    uint32_t landing[2]; // two regions of handlers, each `landing_bytes` long, at any even address
    uint32_t landing_bytes;
    uint32_t stubs; // where the gates lead that no question set, stub_bytes each
    uint32_t stub_bytes;
    uint32_t stack_pages; // address of the lower one
    uint32_t esp0;        // top of the stack of ring 0, ring_0_stack_bytes long
    uint32_t low_stack;   // a page below 1 MiB that stacks may use, too
    uint32_t unmapped;    // a page; what page_fault reads
    uint32_t code;        // selectors of ring 0, and of the TSS
    uint32_t data;
    uint32_t task;
    uint32_t data_segments[4]; // es, ds, fs and gs of virtual-8086 mode
};

struct alignas(64) Header {
    uint32_t magic; // the machine sets it when it is ready
    uint32_t asked; // batches so far
    uint32_t answered;
    uint32_t stop;
    uint32_t count; // questions in this batch
    uint32_t reserved[11];
    Places places;
    uint32_t gdt[gdt_entries][2]; // the machine's own, which it tells, and the asker's
};

// In the mailbox of metal.hpp.
struct Exchange {
    Header header;
    alignas(64) Question questions[batch];
    alignas(64) Answer answers[batch];
};

static_assert(sizeof(Question) == 112);
static_assert(sizeof(Answer) == 96);

// The same on a disk, from this sector on. What the asker writes of the header and what the machine writes of it are in
// sectors of their own; the machine looks at the asker's again and again.
inline constexpr uint32_t sector_bytes = 512;
inline constexpr uint32_t disk_sector = 1008;
struct Disk_exchange {
    alignas(sector_bytes) Header asker;
    alignas(sector_bytes) Header machine;
    alignas(sector_bytes) Question questions[batch];
    alignas(sector_bytes) Answer answers[batch];
};
inline constexpr uint32_t portion = 1024; // questions between two accesses of the disk
static_assert(sizeof(Header) <= sector_bytes);
static_assert(portion * sizeof(Question) % sector_bytes == 0 && portion * sizeof(Answer) % sector_bytes == 0);
static_assert(batch % portion == 0);

} // namespace trapspec::wire::oracle
