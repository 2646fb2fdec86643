// The Host's accesses to the memory that the Guest has: all of it is there, and nothing else is.
#pragma once

#include "impl/core/types.hpp"

namespace lguest {
struct Guest;
}

namespace lguest::metal {

[[nodiscard]] bool read_guest_memory(const Guest& guest, const void* from, void* to, u32 length);
[[nodiscard]] bool write_guest_memory(Guest& guest, void* to, const void* from, u32 length);

} // namespace lguest::metal
