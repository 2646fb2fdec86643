// The disk that the machine booted from.
#pragma once

#include "impl/core/types.hpp"

namespace lguest::metal::oracle {

// At most 255 at once.
void read_sectors(u32 first, u32 count, void* to);
void write_sectors(u32 first, u32 count, const void* from);

} // namespace lguest::metal::oracle
