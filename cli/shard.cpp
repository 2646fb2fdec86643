#include "cli/shard.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cstdlib>
#include <optional>
#include <stdexcept>
#include <string_view>

namespace trapspec::cli {

namespace {

std::uint32_t number_in(std::string_view text, std::string_view where) {
    std::uint32_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size()) {
        throw std::invalid_argument(fmt::format("{}: \"{}\" is no number", where, text));
    }
    return number;
}

std::optional<std::uint32_t> variable(const char* name) {
    const char* const value = std::getenv(name);
    return value != nullptr ? std::optional(number_in(value, name)) : std::nullopt;
}

/// This task's place among those of its job, from 0.
std::optional<std::uint32_t> index_in_job() {
    if (const auto id = variable("SLURM_ARRAY_TASK_ID")) {
        const std::uint32_t first = variable("SLURM_ARRAY_TASK_MIN").value_or(0);
        if (*id < first) {
            throw std::invalid_argument("SLURM_ARRAY_TASK_ID is below SLURM_ARRAY_TASK_MIN");
        }
        return *id - first;
    }
    return variable("JOB_COMPLETION_INDEX");
}

} // namespace

diff::Shard shard_of(const std::string& text) {
    const std::size_t slash = text.find('/');
    if (!text.empty() && slash == std::string::npos) {
        throw std::invalid_argument(fmt::format("--shard {}: expected I/N, or /N in an array job", text));
    }
    if (slash != std::string::npos && slash > 0) {
        return {number_in(std::string_view(text).substr(0, slash), "--shard"),
            number_in(std::string_view(text).substr(slash + 1), "--shard")};
    }
    const std::optional<std::uint32_t> index = index_in_job();
    if (text.empty()) {
        if (!index) {
            return {};
        }
        const std::optional<std::uint32_t> count = variable("SLURM_ARRAY_TASK_COUNT");
        if (!count) {
            throw std::invalid_argument(
                "this is task " + std::to_string(*index) +
                " of a job, but of how many? Give --shard /N, or --shard 0/1 for a run by itself");
        }
        return {*index, *count};
    }
    if (!index) {
        throw std::invalid_argument(fmt::format("--shard {}: no SLURM_ARRAY_TASK_ID or JOB_COMPLETION_INDEX is set; "
                                                "outside an array job give I/N",
            text));
    }
    return {*index, number_in(std::string_view(text).substr(1), "--shard")};
}

} // namespace trapspec::cli
