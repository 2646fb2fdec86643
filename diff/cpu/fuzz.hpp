// Questions to a CPU, its answers compared with what the SDM says. A difference is a departure of the known ones, exactly
// as the table has it, or a divergence: shrunk to the simplest question that shows it, and saved.
#pragma once

#include <memory>

#include "diff/cpu/native/oracle.hpp"
#include "diff/cpu/report.hpp"
#include "diff/metal/oracle.hpp"

namespace trapspec::diff::cpu {

using metal::Oracle;
using metal::Question;

struct Cpu_options : Run_options {
    /// Starts the CPU; called again when a question has ended it.
    std::function<std::unique_ptr<Oracle>()> start;
};

/// What `progress` throws ends the run. Throws System_error when the CPU cannot be started.
[[nodiscard]] Cpu_report fuzz_cpu(const Cpu_options& options);
[[nodiscard]] Judged judge_question(const Cpu_options& options, Question question);

namespace native {

struct Native_options : Run_options {
    std::function<std::unique_ptr<Oracle>()> start;
};

[[nodiscard]] Cpu_report fuzz_cpu(const Native_options& options);
[[nodiscard]] Judged judge_question(const Native_options& options, Question question);

} // namespace native

} // namespace trapspec::diff::cpu
