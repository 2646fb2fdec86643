// The Host's words for a kill, read back into a Reason and its numbers.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "model/state/reasons.hpp"

namespace trapspec::traces::lguest {

struct Kill_reason {
    model::Reason reason = model::Reason::outside; ///< `outside`: not one of the rules' reasons
    std::array<std::uint32_t, 3> numbers{};
};

[[nodiscard]] Kill_reason read_reason(std::string_view text);

} // namespace trapspec::traces::lguest
