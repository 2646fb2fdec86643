// What a run of questions is asked to do, and what came of it, whoever was asked.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "diff/cpu/compare.hpp"
#include "diff/cpu/departures.hpp"
#include "model/arch/rules.hpp"

namespace trapspec::diff::cpu {

struct Run_options {
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

/// An answer beside what was specified.
struct Compared {
    std::vector<Answer_difference> differences;
    std::string specified, answered; ///< in words
    nlohmann::ordered_json specified_json, answered_json;
};

struct Cpu_divergence {
    model::arch::Rule decided{};
    std::string field; ///< the first that differs, or in what way the machine failed
    std::uint64_t count = 0;
    std::uint64_t case_number = 0;   ///< of the first
    nlohmann::ordered_json question; ///< shrunk
    Compared compared;               ///< with the departures that are known
    std::vector<std::string> lines;  ///< the question in words
    std::filesystem::path file;
};

struct Cpu_report {
    std::string name;
    std::string version;
    std::uint64_t seed = 0;
    std::uint64_t cases = 0;
    double seconds = 0;
    std::array<std::uint64_t, departure_count> departed{};    ///< questions that showed each
    std::uint64_t questions_departed = 0;                     ///< that showed any
    std::array<std::uint64_t, model::arch::arm_count> arms{}; ///< questions that fired each
    std::vector<Cpu_divergence> divergences;
    std::string_view (*why_out_of_reach)(model::arch::Rule) = nullptr; ///< empty for an arm that a question can fire
};

/// One question alone.
struct Judged {
    bool askable = false;
    Compared compared;
    model::arch::Rule decided{};
    Departures departures; ///< that explain the difference
    bool explained = false;
    std::vector<std::string> lines;
};

} // namespace trapspec::diff::cpu
