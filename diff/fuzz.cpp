#include "diff/fuzz.hpp"

#include "diff/engine/campaign.hpp"

namespace trapspec::diff {

Fuzz_report fuzz(const Fuzz_options& options) {
    // A folder that cannot be had is found out before the run, not when its result would be lost.
    if (!options.folder.empty()) {
        std::filesystem::create_directories(options.folder);
    }
    const bool made = std::filesystem::create_directories(options.save);
    Fuzz_report report = Campaign(options).run();
    if (made && report.divergences.empty()) {
        std::filesystem::remove(options.save);
    }
    return report;
}

} // namespace trapspec::diff
