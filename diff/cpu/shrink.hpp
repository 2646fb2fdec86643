// The simplest question that shows the same.
#pragma once

#include <functional>
#include <span>
#include <vector>

#include "diff/cpu/specification.hpp"

namespace trapspec::diff::cpu {

/// Which of the questions show it.
using Shows = std::function<std::vector<bool>(std::span<const Question>)>;

[[nodiscard]] Question shrink(const Specification& specification, Question question, const Shows& shows);

} // namespace trapspec::diff::cpu
