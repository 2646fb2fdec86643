// Fixed-width records in memory that a tester and an implementation share. README.md beside this file gives the words
// their meaning; here are only sizes and positions, so that neither side learns anything from the other.
//
// Freestanding: included by 64-bit hosted and 32-bit freestanding code alike.
#pragma once

#include <stdint.h> // NOLINT: the C header is the one that a freestanding build has

namespace trapspec::wire {

inline constexpr uint32_t magic = 0x54535043;
inline constexpr uint32_t version = 2;
inline constexpr uint32_t ring_slots = 1024;
inline constexpr uint32_t max_arguments = 24;
inline constexpr uint32_t max_words = 56;
inline constexpr uint32_t max_writes = 20;
inline constexpr uint32_t table_entries = 256;
inline constexpr uint32_t stream_slots = 16;
inline constexpr uint32_t stream_events = 128;
inline constexpr uint32_t stream_words = 2560;

enum Ready : uint32_t { starting = 0, ready = 1, bad_magic = 2, bad_version = 3, bad_configuration = 4 };
enum Status : uint32_t { ok = 0, bad_kind = 1, bad_argument = 2, not_ready = 3 };
enum Request_flag : uint32_t { dump_tables = 1, stream = 2, sum_tables = 4, dump_memory = 8 };
enum Feature : uint32_t { streams = 1 };

struct alignas(64) Request {
    uint32_t sequence;
    uint32_t kind;
    uint32_t flags;
    uint32_t arguments[max_arguments];
    uint32_t reserved[5];
};

struct Write {
    uint32_t address;
    uint32_t length;
    uint32_t value;
};

struct alignas(64) Response {
    uint32_t sequence;
    uint32_t status;
    uint32_t gates_digest[2]; // low, high
    uint32_t idt_digest[2];
    uint32_t words[max_words];
    uint32_t write_count;
    Write writes[max_writes];
    uint32_t reserved[5];
};

struct alignas(64) Header {
    uint32_t magic;
    uint32_t version;
    uint32_t rules;
    uint32_t syscall_vector;
    uint32_t ready;
    uint32_t shutdown;
    uint32_t features; // what the implementation can do besides, told before it is ready
    uint32_t kinds;    // bit k: it does events of kind k, told likewise
    uint32_t reserved[8];
};

struct alignas(64) Counter {
    uint32_t value;  // records so far, free-running
    uint32_t waiter; // 1: whoever waits for `value` sleeps in a futex on it
    uint32_t reserved[14];
};

// Many events in one request, and a digest for each in place of a response.
struct alignas(64) Stream {
    uint32_t words[stream_words];
    uint32_t digests[stream_events * 2]; // low, high of each
};

struct Ring {
    Header header;
    Counter submitted;
    Counter completed;
    uint32_t handlers[table_entries];
    uint32_t gates[table_entries * 2]; // a, b of each slot, when a dump was asked for
    uint32_t idt[table_entries * 2];
    Request requests[ring_slots];
    Response responses[ring_slots];
    Stream streams[stream_slots];
};

// The pipe form: the first record in each direction, and both tables where a dump was asked for.
struct Hello {
    uint32_t magic;
    uint32_t version;
    uint32_t rules;
    uint32_t syscall_vector;
    uint32_t memory_pages;
    uint32_t reserved[11];
    uint32_t handlers[table_entries];
};

struct Welcome {
    uint32_t magic;
    uint32_t version;
    uint32_t ready;
    uint32_t kinds;
    uint32_t reserved[12];
};

struct Table_dump {
    uint32_t gates[table_entries * 2]; // a, b of each slot
    uint32_t idt[table_entries * 2];
};

static_assert(sizeof(Hello) == 1088 && sizeof(Welcome) == 64 && sizeof(Table_dump) == 4096);
static_assert(sizeof(Request) == 128 && alignof(Request) == 64);
static_assert(sizeof(Response) == 512 && alignof(Response) == 64);
static_assert(sizeof(Header) == 64 && sizeof(Counter) == 64);
static_assert(__builtin_offsetof(Ring, requests) % 64 == 0 && __builtin_offsetof(Ring, responses) % 64 == 0);

} // namespace trapspec::wire
