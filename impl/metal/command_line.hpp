// What the boot loader was told to hand over.
#pragma once

#include "impl/core/types.hpp"

namespace lguest::metal {

// The value of `key` in words of the form key=value, copied into `value` and terminated; empty if there is none.
void find_option(const char* command_line, const char* key, char* value, u32 size);

} // namespace lguest::metal
