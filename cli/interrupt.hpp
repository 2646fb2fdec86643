// Ctrl-C: the first asks long work to stop where it is whole, the second ends the program.
#pragma once

#include <exception>

namespace trapspec::cli {

struct Interrupted final : std::exception {
    [[nodiscard]] const char* what() const noexcept override { return "interrupted"; }
};

void watch_for_interrupt();

/// Whether Ctrl-C was pressed.
[[nodiscard]] bool is_interrupted();

/// Throws Interrupted once Ctrl-C was pressed.
void stop_if_interrupted();

} // namespace trapspec::cli
