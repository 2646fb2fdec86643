// Whether the Host sleeps with its Guest halted.
#pragma once

namespace lguest::metal {

[[nodiscard]] bool is_asleep();

} // namespace lguest::metal
