// Reading the disk that the machine booted from.
#pragma once

#include "impl/core/types.hpp"

namespace lguest::metal::oracle {

void read_sectors(u32 first, u32 count, void* to); // at most 256
} // namespace lguest::metal::oracle
