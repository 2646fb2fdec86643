// Bochs, which boots the disk image and has only its port to speak through.
#pragma once

#include "diff/metal/machine.hpp"

namespace trapspec::diff::metal {

inline constexpr const char* bochs_program = "bochs";
inline constexpr const char* bochs_packages = "bochs bochsbios";
inline constexpr const char* bochs_bios = "/usr/share/bochs/BIOS-bochs-legacy";

inline constexpr const char* bochs_disk = "disk.img";
inline constexpr std::size_t bochs_cylinder_bytes = std::size_t{16} * 63 * 512;

/// The disk image with the command line in it.
void write_bochs_disk(const Boot& boot, const std::filesystem::path& folder);
/// How it is started in a folder that has the disk; writes its configuration there.
[[nodiscard]] std::vector<std::string> bochs_command(const std::filesystem::path& folder);
[[nodiscard]] Run run_bochs(const Boot& boot);

} // namespace trapspec::diff::metal
