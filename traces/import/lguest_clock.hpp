// A clock interrupt may fall inside a call whose record stands after it; the pending maps of both tell where it came.
#pragma once

#include <cstdint>

#include "traces/import/lguest_translator.hpp"

namespace trapspec::traces::lguest {

/// When the clock interrupt whose record stands before that of an attempt came.
enum class Moment : std::uint8_t {
    before,  ///< before R-IRQ-1
    between, ///< between R-IRQ-1 and R-IRQ-2's change of the pending map
    after,   ///< after that
};

struct Clock_place {
    Moment moment = Moment::before;
    Map_places places{};
};

/// Where the clock came that is recorded just before an attempt.
[[nodiscard]] Clock_place place_clock(const Set_interrupt& clock, const Try_deliver& attempt);

} // namespace trapspec::traces::lguest
