#include "diff/mutants/hunt.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "diff/systems/system.hpp"

namespace trapspec::diff::mutants {

namespace {

using Clock = std::chrono::steady_clock;

/// What is longer is worth a second look for something shorter, among so many different divergences.
constexpr std::uint64_t long_trace = 6;
constexpr std::uint32_t ways_to_look_at = 8;

double since(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}

/// A message, without where the program is.
std::string without(const std::string& program, std::string message) {
    if (const std::size_t at = message.find(program); at != std::string::npos) {
        message.replace(at, program.size(), "implementation");
    }
    return message;
}

/// The shortest trace of so many different divergences; the time is that of the first.
std::optional<Kill> shortest_of(std::uint32_t divergences, Fuzz_options options) {
    const auto start = Clock::now();
    Kill kill;
    options.most_divergences = divergences;
    options.found = [&] { kill.seconds = kill.seconds > 0 ? kill.seconds : since(start); };
    try {
        const Fuzz_report report = fuzz(options);
        if (report.divergences.empty()) {
            return std::nullopt;
        }
        const Divergence& shortest = *std::min_element(report.divergences.begin(),
            report.divergences.end(),
            [](const Divergence& a, const Divergence& b) { return a.events < b.events; });
        kill.events = shortest.events;
        kill.by = shortest.key.trouble.empty() ? shortest.key.rule + " " + shortest.key.field
                                               : without(options.dut.command, shortest.key.trouble);
        kill.file = shortest.trace;
    } catch (const System_error& error) { // it does not even start
        kill.seconds = since(start);
        kill.by = without(options.dut.command, error.what());
    }
    return kill;
}

} // namespace

std::optional<Kill> found_by_fuzz(const Fuzz_options& options) {
    std::optional<Kill> kill = shortest_of(1, options);
    if (kill && kill->events > long_trace) {
        // One fault shows in many ways, and another may need less of a Guest.
        auto other = shortest_of(ways_to_look_at, options);
        if (other && other->events < kill->events) {
            other->seconds = kill->seconds;
            return other;
        }
    }
    return kill;
}

std::optional<Kill> found_by_replay(const std::filesystem::path& program, const Recordings& recordings) {
    const auto start = Clock::now();
    const auto place = recordings.first_mismatch(program.string());
    if (!place) {
        return std::nullopt;
    }
    return Kill{since(start), 0, fmt::format("{}, event {}", place->file, place->event), {}};
}

} // namespace trapspec::diff::mutants
