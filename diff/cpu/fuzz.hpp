// Questions to a CPU, its answers compared with what the SDM says. A difference is a departure of the known ones, exactly
// as the table has it, or a divergence: shrunk to the simplest question that shows it, and saved.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "diff/cpu/describe.hpp"
#include "diff/cpu/specification.hpp"

namespace trapspec::diff::cpu {

using metal::Oracle;

struct Cpu_options {
    /// Starts the CPU; called again when a question has ended it.
    std::function<std::unique_ptr<Oracle>()> start;
    std::size_t batch = 4096; ///< questions at once
    std::string name;         ///< of the CPU, as its files are called
    std::string version;
    Departures known;
    std::uint64_t seed = 1;
    std::uint64_t cases = 100'000; ///< questions; ignored when `seconds` is set
    double seconds = 0;
    std::uint32_t most_divergences = 1;
    std::filesystem::path save = "runs";
    std::function<void(std::uint64_t cases)> progress;
};

struct Cpu_divergence {
    model::arch::Rule decided{};
    std::string field; ///< the first that differs, or in what way the machine failed
    std::uint64_t count = 0;
    std::uint64_t case_number = 0; ///< of the first
    Question question{};           ///< shrunk
    Answer specified{};            ///< with the departures that are known
    Answer answered{};
    std::vector<std::string> lines; ///< the question in words
    std::filesystem::path file;
};

struct Cpu_report {
    std::string name;
    std::string version;
    std::uint64_t seed = 0;
    std::uint64_t cases = 0;
    double seconds = 0;
    std::array<std::uint64_t, departure_count> departed{};          ///< questions that showed each
    std::uint64_t questions_departed = 0;                           ///< that showed any
    std::array<std::uint64_t, model::arch::arm_count> arms{};       ///< questions that fired each
    std::vector<Cpu_divergence> divergences;
};

/// What `progress` throws ends the run. Throws System_error when the CPU cannot be started.
[[nodiscard]] Cpu_report fuzz_cpu(const Cpu_options& options);

/// One question alone.
struct Judged {
    bool askable = false;
    Answer specified{};
    Answer answered{};
    model::arch::Rule decided{};
    Departures departures; ///< that explain the difference
    bool explained = false;
    std::vector<std::string> lines;
};
[[nodiscard]] Judged judge_question(const Cpu_options& options, Question question);

} // namespace trapspec::diff::cpu
