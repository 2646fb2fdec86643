// The emulators that can run the bootable Host, and one run of it.
#pragma once

#include <array>
#include <chrono>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace trapspec::diff::metal {

enum class Machine : std::uint8_t { qemu, bochs, kvm };

inline constexpr std::array<std::string_view, 3> machine_names{"qemu", "bochs", "kvm"};
[[nodiscard]] std::optional<Machine> machine_named(std::string_view name);

/// Why the machine cannot be had, and what to do about it; empty if it can.
[[nodiscard]] std::string why_missing(Machine machine);
/// Its own words about its version, such as "QEMU emulator version 7.2.22". Throws System_error if it is missing.
[[nodiscard]] std::string version_of(Machine machine);

struct Boot {
    Machine machine = Machine::qemu;
    std::filesystem::path images; ///< the folder with trapspec-metal.elf and trapspec-metal.img
    std::string scenario;
    bool records = true;
    bool count_instructions = false; ///< QEMU: time is the number of instructions, 1 ns each
    std::chrono::milliseconds limit = std::chrono::seconds(30);
    std::function<void()> watch; ///< called now and then, by any thread; may throw, which ends the machine
};

struct Run {
    std::string console;               ///< what the Host and its Guest said, line by line
    std::vector<std::uint32_t> stream; ///< records, as diff/wire/metal.hpp frames them
    double seconds = 0;
};

/// Boots, and waits until the machine switches itself off. Throws System_error if it is missing, does not start, or does
/// not end within the limit.
[[nodiscard]] Run run(const Boot& boot);

/// The images that were built beside this program.
[[nodiscard]] std::filesystem::path default_images();

} // namespace trapspec::diff::metal
