// The ways in which one place of the architecture's rules is changed: those of diff/mutants, and those for the rules' own style.
#pragma once

#include <filesystem>
#include <vector>

#include "diff/mutants/fault.hpp"

namespace trapspec::arch_mutants {

/// Every fault of model/arch below `root`, file by file.
[[nodiscard]] std::vector<diff::mutants::Fault> faults_of_rules(const std::filesystem::path& root);

} // namespace trapspec::arch_mutants
