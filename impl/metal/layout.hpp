// Where things are: in the machine, in the Switcher's part of every address space, and in the Guest.
#pragma once

#include "diff/wire/metal.hpp"
#include "impl/core/switcher_pages.hpp"
#include "impl/core/types.hpp"
#include "impl/core/x86.hpp"

namespace lguest::metal {

// Physical memory; the Host's own image lies at 1 MiB (host.ld).
inline constexpr u32 guest_memory_address = 8u << 20;
inline constexpr u32 guest_pages = 256;

// The same addresses in the Host's and in every Guest's address space (host.ld says so too).
inline constexpr u32 switcher_address = 0xFFC00000;
inline constexpr u32 switcher_text_pages = 3;
// Segments, and what the Switcher keeps of the Host while the Guest runs: the Guest may read them.
inline constexpr u32 switcher_data_address = switcher_address + switcher_text_pages * page_size;
// impl/core's two pages: registers, on which the CPU must be able to push, then the real IDT and the TSS.
inline constexpr u32 switcher_pages_address = switcher_data_address + page_size;
inline constexpr u32 guest_tss_address = switcher_pages_address + __builtin_offsetof(Switcher_pages, guest_tss);

static_assert(trapspec::wire::metal::mailbox_address >= guest_memory_address + guest_pages * page_size);

} // namespace lguest::metal
