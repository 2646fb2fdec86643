// What a CPU is asked, and what it answers, by way of a 32-bit process that runs on it. README.md beside this file says what
// the words mean.
//
// Freestanding: included by 64-bit hosted and 32-bit freestanding code alike.
#pragma once

#include <stdint.h> // NOLINT: the C header is the one that a freestanding build has

namespace trapspec::wire::native {

inline constexpr uint32_t magic = 0x4E544956;
inline constexpr uint32_t batch = 4096;
inline constexpr uint32_t gdt_entries = 32;
inline constexpr uint32_t ldt_entries = 16;
inline constexpr uint32_t asked_ldt_entry = 15; // the last: a question's own
inline constexpr uint32_t frame_words = 3;
inline constexpr uint32_t window_words = 2;
inline constexpr uint32_t general_registers = 8;
inline constexpr uint32_t untouched = 0xA5A5A5A5; // the words of open pages before an event

// Pages that are the questions' own; between and after them is nothing.
inline constexpr uint32_t region = 0x20000000;
inline constexpr uint32_t region_bytes = 1U << 22;
inline constexpr uint32_t region_pages = 64; // the first ones: Header::pages
inline constexpr uint32_t page_bytes = 4096;
enum Page : uint32_t {
    absent = 0,
    read_only = 1,
    open = 2,
    landing = 3, // an invalid opcode at every even address, with which all that an event leads to ends
};

// The instructions, each followed by an invalid opcode of `end_bytes` bytes, code_bytes apart.
inline constexpr uint32_t code_bytes = 16;
inline constexpr uint32_t end_bytes = 2;
enum Code : uint32_t {
    int_n = 0, // of vector 0; the others follow
    int3 = 256,
    into,
    icebp,
    invalid_opcode,
    divide_error,
    bound,
    no_operation,
    pushf_32,
    popf_32,
    popf_16,
    push,
    pop,
    iret_32,
    iret_16,
    load_es, // from ax; then ss, ds, fs, gs
    load_ss,
    load_ds,
    load_fs,
    load_gs,
    read_es, // at ebx, four bytes; then cs, ss, ds, fs, gs
    read_cs,
    read_ss,
    read_ds,
    read_fs,
    read_gs,
    write_es,
    write_cs,
    write_ss,
    write_ds,
    write_fs,
    write_gs,
    privileged, // and those that follow
};
inline constexpr uint32_t privileged_count = 20;
inline constexpr uint32_t code_count = privileged + privileged_count;

struct Question {
    uint32_t code;
    uint32_t eflags;
    uint32_t cs;
    uint32_t ss;
    uint32_t ds;
    uint32_t es;
    uint32_t fs;
    uint32_t gs;
    uint32_t registers[general_registers]; // edi, esi, ebp, esp, ebx, edx, ecx, eax
    uint32_t descriptor[2];                // of the LDT's asked entry
    uint32_t frame_at;                     // where the frame is put before the event; 0: nowhere
    uint32_t frame[frame_words];
    uint32_t window; // where the answer's window lies; 0: nowhere
    uint32_t eip;    // of the instruction, in cs
};

struct Answer {
    uint32_t vector;
    uint32_t errcode;
    uint32_t eip;
    uint32_t cs;
    uint32_t eflags;
    uint32_t ss;
    uint32_t cr2; // after a page fault; else 0
    uint32_t ds;
    uint32_t es;
    uint32_t fs;
    uint32_t gs;
    uint32_t registers[general_registers];
    uint32_t window[window_words];
};

struct alignas(64) Header {
    uint32_t magic; // the process sets it when it is ready
    uint32_t asked; // batches so far
    uint32_t answered;
    uint32_t stop;
    uint32_t count;               // questions in this batch
    uint32_t pages[region_pages]; // Page
    uint32_t ldt[ldt_entries][2]; // the asker's
    uint32_t code;                // address of the instructions
    uint32_t stack[2];            // where signals are handled: first address, and the one after the last
    uint32_t own_cs;              // the process's selectors
    uint32_t own_ss;
    uint32_t gdt[gdt_entries][2]; // what LAR and LSL say of each at CPL 3, 0 where they refuse
};

struct Exchange {
    Header header;
    alignas(64) Question questions[batch];
    alignas(64) Answer answers[batch];
};

static_assert(sizeof(Question) == 4 * 24);
static_assert(sizeof(Answer) == 4 * 21);

} // namespace trapspec::wire::native
