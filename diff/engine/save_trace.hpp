// Events of a run as a trace that replays everywhere.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "diff/systems/system.hpp"

namespace trapspec::diff {

/// `events` come after the fresh start, which a trace's header stands for. Throws traces::Output_error.
void save_trace(const std::filesystem::path& file,
    const Configuration& configuration,
    const std::vector<Event>& events,
    const std::string& source);

} // namespace trapspec::diff
