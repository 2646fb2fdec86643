// Which system is under test, and starting it.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "diff/systems/dut_system.hpp"

namespace trapspec::diff {

/// The two forms of diff/wire/README.md.
enum class Dut_form : std::uint8_t { ring, pipe };

[[nodiscard]] std::string_view name_of(Dut_form form);

struct Dut {
    std::string command; ///< words as a shell would split them; empty: the implementation built beside this program
    Dut_form form = Dut_form::ring;
    std::chrono::milliseconds patience{2000}; ///< for one answer; getting ready may take twice as long
    std::function<void()> watch{};            ///< called now and then in a long wait; what it throws ends that
    std::function<void()> when_emulated{}; ///< called when the kernel runs no 32-bit program, and QEMU's user mode does

    /// Whether it is someone else's, named on the command line.
    [[nodiscard]] bool is_named() const { return !command.empty(); }
};

/// A program by its path, to be driven over the ring.
[[nodiscard]] Dut dut_at(const std::filesystem::path& program);

/// The words of a command: separated by blanks, kept together by '...', "..." or a backslash. Throws
/// std::invalid_argument for none, or a quote that does not end.
[[nodiscard]] std::vector<std::string> words_of(const std::string& command);

/// A 32-bit x86 program runs under QEMU's user mode where the kernel runs none. Throws std::invalid_argument when a named
/// command cannot be executed, Refused, or System_error. Of the patience only a
/// share is had where someone waits for many starts.
[[nodiscard]] std::unique_ptr<Dut_system> start_dut(
    const Dut& dut, const Configuration& configuration, double share_of_patience = 1);
[[nodiscard]] std::unique_ptr<Dut_system> start_dut(
    const Dut& dut, const Handshake& handshake, double share_of_patience = 1);

/// The implementation that was built beside this program.
[[nodiscard]] std::string default_implementation();

} // namespace trapspec::diff
