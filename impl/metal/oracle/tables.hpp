// What the CPU reads for a delivery: descriptors, gates, the TSS and the page tables of the oracle.
#pragma once

#include "diff/wire/oracle.hpp"
#include "impl/core/types.hpp"

namespace lguest::metal::oracle {

inline constexpr u32 four_mib = 4u << 20;

// Two pages, one above the other, below 4 MiB; what a question says about `page` is true of the lower one.
inline constexpr u32 stack_pages = 0x300000;
inline constexpr u32 unmapped = 0x3FF000; // entry.S
inline constexpr u32 low_stack = 0x70000; // a page, for virtual-8086 mode

inline constexpr u32 ring_0_code = 1 << 3;
inline constexpr u32 ring_0_data = 2 << 3; // entry.S
inline constexpr u32 task = 3 << 3;

void start_tables();
// The machine's own descriptors, for who asks.
void tell_descriptors(u32 (*descriptors)[2]);
void load_descriptors(const u32 (*descriptors)[2]);

void set_tables(const trapspec::wire::oracle::Question& question);
// The gate that the question set leads to its stub again.
void close_gate(u32 vector);

[[nodiscard]] u32 stubs_address();
[[nodiscard]] u32 ring_0_stack_top();
// Memory that a question may write: where the stacks are. It is reached whatever the stack page's entry says. Null if the
// address is elsewhere.
[[nodiscard]] u8* stack_memory(u32 address, u32 bytes);

} // namespace lguest::metal::oracle
