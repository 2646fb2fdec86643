// What the Host knows of a scenario.
#pragma once

#include "impl/core/guest.hpp"
#include "impl/core/rules.hpp"
#include "impl/metal/scenario.hpp"

namespace lguest::metal {

struct Scenario_info {
    Scenario scenario;
    u32 rules; // by its number on the wire
    u32 syscall_vector;
    Reason ends_with; // none: the Guest ends itself, and says how often it was surprised
};

[[nodiscard]] const Scenario_info* scenario_named(const char* name);
[[nodiscard]] Rules rules_numbered(u32 number);

} // namespace lguest::metal
