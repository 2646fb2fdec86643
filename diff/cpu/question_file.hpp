// A question in a file of its own: JSON, with the answers that were specified and given, as far as they are known.
#pragma once

#include "diff/cpu/report.hpp"

namespace trapspec::diff::cpu {

/// In the folder for divergences; returns its path. Throws traces::Output_error.
std::filesystem::path save_question(const Cpu_divergence& divergence, const Run_options& options);

/// Throws traces::Input_error.
template <class Question>
[[nodiscard]] Question read_question(const std::filesystem::path& file);

} // namespace trapspec::diff::cpu
