// The Guest's gates, and what came through them.
#pragma once

#include "impl/core/desc.hpp"
#include "impl/core/types.hpp"

namespace lguest::metal {

inline constexpr u32 kernel_only = 1; // a DPL: the Guest's kernel is ring 1
inline constexpr u32 user_too = 3;

// What entry.S pushed, and below its last five words the CPU or the Host.
struct Frame {
    u32 handler_eflags;
    u32 es;
    u32 ds;
    u32 edi;
    u32 esi;
    u32 ebp;
    u32 esp_here;
    u32 ebx;
    u32 edx;
    u32 ecx;
    u32 eax;
    u32 vector;
    u32 errcode;
    u32 eip;
    u32 cs;
    u32 eflags;
    u32 esp; // from ring 3 only
    u32 ss;
};

struct Seen {
    u32 vector;
    u32 errcode;
    u32 eip;
    u32 cs;
    u32 eflags;
    u32 handler_eflags;
    u32 irq_enabled; // while the handler ran
    u32 cr2;
};

// What a handler does once it has said what it saw.
enum class Response : u32 {
    resume,  // behind a trap, or at a fault once more
    abandon, // end the ring-3 program, or the attempt, that it came from
    skip_2,  // go on two bytes further
};

void open_gate(u32 vector, u32 type, u32 dpl, Response response = Response::resume);
// To a handler that is nothing but an iret, and reports nothing.
void open_bare_gate(u32 vector, u32 type);
void close_gate(u32 vector);
// To a handler that is nothing but an iret, and reports nothing.
void open_bare_gate(u32 vector, u32 type);
void close_gate(u32 vector);
// The stub of open_gate expects an error code for the vectors that have one; this one never does.
void open_gate_without_error_code(u32 vector, u32 type, u32 dpl, Response response);
// An action in the handler of a vector, besides.
void on_vector(u32 vector, void (*action)(Frame& frame));

// How often a handler ran, and the last time; `nth` counts from 0.
[[nodiscard]] u32 times_seen(u32 vector);
[[nodiscard]] const Seen& last_seen();
[[nodiscard]] const Seen& seen(u32 nth);
[[nodiscard]] u32 seen_in_all();

} // namespace lguest::metal
