// The differential run: generated sequences through model and implementation, compared after every event, a divergence
// shrunk and saved as a trace.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "diff/compare.hpp"

namespace trapspec::diff {

struct Fuzz_options {
    std::uint64_t seed = 1;
    std::uint64_t cases = 2000; ///< sequences; ignored when `seconds` is set
    double seconds = 0;
    std::string implementation; ///< program; the one beside this program when empty
    std::string rules;          ///< one version only, when not empty
    std::filesystem::path save = "runs";
    std::function<void(std::uint64_t cases, std::uint64_t events)> progress;
};

struct Divergence {
    std::uint64_t case_number = 0;
    std::string rules;
    std::uint32_t syscall_vector = 0;
    std::size_t events = 0;         ///< in the shrunk sequence
    std::size_t events_before = 0;  ///< in the sequence as it was found
    std::vector<std::string> lines; ///< the shrunk sequence, one line an event
    std::vector<Difference> differences;
    std::string trouble; ///< a system that failed outright, instead of differences
    std::filesystem::path trace;
};

struct Fuzz_report {
    std::uint64_t seed = 0;
    std::uint64_t cases = 0;
    std::uint64_t events = 0;
    double seconds = 0;
    std::size_t arms_reached = 0;
    std::vector<Divergence> divergences; ///< none, or the first
};

[[nodiscard]] Fuzz_report fuzz(const Fuzz_options& options);

} // namespace trapspec::diff
