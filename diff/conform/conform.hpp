// Whether an implementation keeps the protocol of diff/wire/README.md: one check at a time, each under the section that it
// holds the implementation to.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "diff/systems/dut.hpp"

namespace trapspec::diff {

enum class Verdict : std::uint8_t {
    passed,
    failed,
    left_out, ///< it is about something that the implementation says it does not do, or the other form
};

struct Check_result {
    std::string_view section; ///< a heading of diff/wire/README.md
    std::string what;
    Verdict verdict;
    std::string why; ///< it failed, or was left out
};

struct Conform_options {
    Dut dut;
    std::string rules; ///< the version to start it under; empty: the first that it takes
    std::function<void(const std::string& what)> progress;
};

struct Conform_report {
    std::string configuration; ///< that it was started under
    Kinds kinds = 0;
    std::vector<Check_result> results;

    [[nodiscard]] std::size_t count(Verdict verdict) const;
};

/// Throws std::invalid_argument when the implementation cannot be executed. One that does not start is a failed check.
[[nodiscard]] Conform_report conform(const Conform_options& options);

} // namespace trapspec::diff
