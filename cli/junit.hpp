// A differential run as JUnit XML: a test case that no divergence was found, one for each that was, and one for coverage.
#pragma once

#include <filesystem>

#include "diff/engine/merge.hpp"

namespace trapspec::cli {

/// Throws traces::Output_error.
void write_junit(const diff::Merged_run& run, const std::filesystem::path& file);

} // namespace trapspec::cli
