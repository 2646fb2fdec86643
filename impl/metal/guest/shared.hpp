// What this Host and its Guests agreed on beyond the rules: where the Guest starts, its own hypercalls, and the page in
// which its handlers say what they saw.
#pragma once

#include "impl/core/types.hpp"

namespace lguest::metal {

// Guest-physical.
inline constexpr u32 report_page = 0x1000;
inline constexpr u32 guest_image_address = 0x10000; // guest.ld

// Numbers that the rules leave alone. The first three are lguest's; the others are this Host's.
inline constexpr u32 hypercall_shutdown = 2;       // failures
inline constexpr u32 hypercall_new_page_table = 4; // directory
inline constexpr u32 hypercall_flush_tlb = 5;
inline constexpr u32 hypercall_print = 64;        // text
inline constexpr u32 hypercall_exits = 65;        // vector; the answer, in eax: how often it left the Guest
inline constexpr u32 hypercall_unexpected = 66;   // in eax: interrupts that no device raised
inline constexpr u32 hypercall_print_number = 67; // number

// One for each time that a handler of the Guest was entered.
struct Report {
    u32 vector;
    u32 frame; // address of its lowest word
    u32 frame_words;
    u32 words[6];
    u32 eflags;
};

inline constexpr u32 report_slots = 96;

struct Report_page {
    u32 count; // free-running
    Report reports[report_slots];
};

static_assert(sizeof(Report_page) <= 4096);

} // namespace lguest::metal
