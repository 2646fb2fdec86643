// Page tables: the Host's own, and the shadow of a Guest's, which the CPU uses while the Guest runs.
#pragma once

#include "impl/core/types.hpp"

namespace lguest {
struct Cpu;
struct Guest;
} // namespace lguest

namespace lguest::metal {

// The machine's memory at its own addresses, and the Switcher. Returns the directory's address, for CR3.
u32 start_paging();

// Forget what the shadow holds; the Guest's pages come back as they are touched.
void flush_shadow();
[[nodiscard]] u32 shadow_directory_address();
// Put a page into the shadow as the Guest's own tables have it. False if they do not allow the access.
[[nodiscard]] bool shadow_page(const Cpu& cpu, u32 vaddr, bool write, bool user);
// Where the Guest's tables put an address, without a word about it; false if nowhere.
[[nodiscard]] bool translate_quietly(const Guest& guest, u32 vaddr, u32& physical);

} // namespace lguest::metal
