// The CPU that this program runs on, asked by way of a 32-bit process.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <span>
#include <string>

#include "diff/cpu/native/layout.hpp"

namespace trapspec::diff::cpu::native {

class Oracle {
public:
    Oracle() = default;
    Oracle(const Oracle&) = delete;
    Oracle& operator=(const Oracle&) = delete;
    virtual ~Oracle() = default;

    [[nodiscard]] virtual const Header& header() const = 0;
    /// Any number of questions, answered in order. Throws System_error when the process ends over one, or is not done with a
    /// batch in time.
    virtual void ask(std::span<const Question> questions, std::span<Answer> answers) = 0;
};

struct Start {
    std::chrono::milliseconds limit = std::chrono::seconds(10); ///< of a batch
    std::function<void()> watch;                                ///< called now and then; may throw
};

/// Throws System_error where no 32-bit process can run, or none that has an LDT.
[[nodiscard]] std::unique_ptr<Oracle> start_oracle(const Start& start);
/// Why there can be none; empty if there can.
[[nodiscard]] std::string why_missing();
/// The CPU in its own words, and those of a hypervisor under which it runs.
[[nodiscard]] std::string version();

} // namespace trapspec::diff::cpu::native
