// Three-way replay: what was recorded, what the model says, what the implementation does, after every event.
#pragma once

#include <functional>
#include <iosfwd>
#include <map>
#include <string>
#include <vector>

#include "diff/compare.hpp"
#include "diff/replay/departures.hpp"
#include "diff/systems/dut.hpp"
#include "diff/systems/system.hpp"

namespace trapspec::diff {

struct Replay_options {
    bool against_model = true;
    bool against_implementation = true;
    Dut dut;                                              ///< the implementation
    std::string rules;                                    ///< instead of the header's, when not empty
    std::size_t most_mismatches = 5;                      ///< events reported in full; all are counted
    std::function<void(const std::string& line)> explain; ///< one line an event, when set
    std::function<void(std::uint64_t events)> progress;   ///< now and then, when set
};

/// An event after which not all agree.
struct Mismatch {
    std::uint64_t number;           ///< of the event, from 1
    std::uint64_t line;             ///< in the trace file
    std::string origin;             ///< where in the recording it comes from
    std::string event;              ///< kind
    std::string explanation;        ///< in one line
    std::vector<std::string> rules; ///< that fired
    bool before_the_event = false;  ///< the state did not agree when the event came
    std::string trouble;            ///< how the implementation failed at it, if it did
    std::string complaints;         ///< the last that it then wrote to standard error
    std::vector<Difference> differences;
};

struct Replay_report {
    std::string file;
    std::string source;
    std::string rules;
    std::uint64_t events = 0;
    std::uint64_t compared_values = 0; ///< recorded values that were held against the systems
    std::uint64_t mismatching_events = 0;
    std::uint64_t left_out = 0;                          ///< events that the implementation was not held against
    std::map<std::string, std::uint64_t> kinds_not_done; ///< kinds of event that were the reason, and how often
    std::map<std::string, std::uint64_t> events_by_kind;
    std::map<std::uint32_t, std::uint64_t> traps_by_vector;
    std::map<std::string, std::uint64_t> arms_fired;
    std::map<std::string, std::uint64_t> uncompared;      ///< reason -> how many recorded values
    std::map<std::string, std::uint64_t> handler_entries; ///< by "direct" and "reflected"
    Departure_counts departures{};                        ///< recorded values that differ for a known reason
    std::vector<Mismatch> mismatches;
    double seconds = 0;
};

/// An implementation that fails is a mismatch. Throws traces::Input_error for a bad file, std::invalid_argument for an
/// implementation that cannot be executed, and Refused for one that does not take the trace's configuration.
[[nodiscard]] Replay_report replay(const std::string& file, const Replay_options& options);

} // namespace trapspec::diff
