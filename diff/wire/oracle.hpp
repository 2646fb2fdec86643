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
inline constexpr uint32_t batch = 4096;
inline constexpr uint32_t window_words = 10;

// Where code starts that ends in an event, by what it does.
enum Source : uint32_t {
    int_n = 0,
    int3 = 1,
    into = 2,
    icebp = 3,
    invalid_opcode = 4,
    divide_error = 5,
    general_protection = 6,
    page_fault = 7,
};
inline constexpr uint32_t source_count = 8;

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
    uint32_t page; // of the lower stack page: its page-table entry without the frame
    uint32_t descriptor[2];
};

struct Answer {
    uint32_t entered; // 1: where the gate leads; 0: a fault instead
    uint32_t vector;  // of the fault
    uint32_t errcode;
    uint32_t eip;
    uint32_t cs;
    uint32_t eflags;
    uint32_t esp;
    uint32_t ss;
    uint32_t cr2;
    uint32_t reserved;
    uint32_t window[window_words]; // memory from esp upwards; after a fault, what lies below esp1
};

// Addresses that the machine tells. The two stack pages are one above the other.
struct Places {
    uint32_t source[source_count]; // int_n: that of vector 0; the others follow
    uint32_t int_n_bytes;
    uint32_t landing[2]; // two regions of handlers, each `landing_bytes` long, at any even address
    uint32_t landing_bytes;
    uint32_t stack_pages; // address of the lower one
    uint32_t esp0;
    uint32_t directory;
    uint32_t unmapped; // what page_fault reads
};

struct alignas(64) Header {
    uint32_t magic; // the machine sets it when it is ready
    uint32_t asked; // batches so far
    uint32_t answered;
    uint32_t stop;
    uint32_t count; // questions in this batch
    uint32_t reserved[11];
    Places places;
    uint32_t gdt[gdt_entries][2]; // as the asker wants it, but for the machine's own
};

// In the mailbox of metal.hpp.
struct Exchange {
    Header header;
    alignas(64) Question questions[batch];
    alignas(64) Answer answers[batch];
};

static_assert(sizeof(Question) == 64);
static_assert(sizeof(Answer) == 80);

// On a disk, from this sector on: a Header, whose `count` is that of all questions; in the next sector the questions, then
// room for the answers, both in whole portions. The machine writes the header back, `answered` = 1, when all are there.
inline constexpr uint32_t sector_bytes = 512;
inline constexpr uint32_t disk_sector = 1008;
inline constexpr uint32_t portion = 1024; // questions
inline constexpr uint32_t portion_question_sectors = portion * sizeof(Question) / sector_bytes;
inline constexpr uint32_t portion_answer_sectors = portion * sizeof(Answer) / sector_bytes;
static_assert(sizeof(Header) <= sector_bytes);
static_assert(portion_answer_sectors * sector_bytes == portion * sizeof(Answer));

} // namespace trapspec::wire::oracle
