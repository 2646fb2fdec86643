// QEMU, with and without KVM.
#pragma once

#include "diff/metal/machine.hpp"

namespace trapspec::diff::metal {

inline constexpr const char* qemu_program = "qemu-system-i386";
inline constexpr const char* qemu_packages = "qemu-system-x86";

/// How it is started; the child's shared_descriptor is the machine's memory.
[[nodiscard]] std::vector<std::string> qemu_command(const Boot& boot);
[[nodiscard]] Run run_qemu(const Boot& boot);

} // namespace trapspec::diff::metal
