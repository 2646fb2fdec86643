// One request: is it in order, and what does it do?
#pragma once

#include "diff/wire/wire.hpp"

namespace lguest::harness {

// `request` is a private copy: the tester's own may change while it is looked at. Anything but `ok` means that nothing
// was done.
[[nodiscard]] trapspec::wire::Status perform(const trapspec::wire::Request& request);

} // namespace lguest::harness
