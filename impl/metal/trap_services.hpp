// What the core asked for during one event, for the record of it.
#pragma once

#include "impl/core/types.hpp"

namespace lguest::metal {

struct Asked {
    bool io_emulated;
    bool fault_satisfied;
    bool woke;
    bool kicked;
    u32 pages_pinned;
    u32 pin_failures; // bit i: the i-th page
};

// Since the last time.
[[nodiscard]] Asked take_asked();

} // namespace lguest::metal
