// QEMU, with and without KVM.
#pragma once

#include "diff/metal/machine.hpp"

namespace trapspec::diff::metal {

inline constexpr const char* qemu_program = "qemu-system-i386";
inline constexpr const char* qemu_packages = "qemu-system-x86";

[[nodiscard]] Run run_qemu(const Boot& boot);

} // namespace trapspec::diff::metal
