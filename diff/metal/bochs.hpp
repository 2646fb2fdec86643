// Bochs, which boots the disk image and has only its port to speak through.
#pragma once

#include "diff/metal/machine.hpp"

namespace trapspec::diff::metal {

inline constexpr const char* bochs_program = "bochs";
inline constexpr const char* bochs_packages = "bochs bochsbios";
inline constexpr const char* bochs_bios = "/usr/share/bochs/BIOS-bochs-legacy";

[[nodiscard]] Run run_bochs(const Boot& boot);

} // namespace trapspec::diff::metal
