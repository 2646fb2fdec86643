#include "diff/fuzz.hpp"

#include "diff/engine/campaign.hpp"

namespace trapspec::diff {

namespace {

/// A folder, with those above it that were not there. What is empty of them in the end goes again.
class Made_folder {
public:
    explicit Made_folder(const std::filesystem::path& folder) {
        for (auto each = folder; !each.empty() && !std::filesystem::exists(each); each = each.parent_path()) {
            made_.push_back(each);
        }
        std::filesystem::create_directories(folder);
    }
    ~Made_folder() {
        std::error_code not_empty;
        for (const std::filesystem::path& each : made_) {
            std::filesystem::remove(each, not_empty);
        }
    }
    Made_folder(const Made_folder&) = delete;
    Made_folder& operator=(const Made_folder&) = delete;

private:
    std::vector<std::filesystem::path> made_; ///< innermost first
};

} // namespace

Fuzz_report fuzz(const Fuzz_options& options) {
    // A folder that cannot be had is found out before the run, not when its result would be lost.
    if (!options.folder.empty()) {
        std::filesystem::create_directories(options.folder);
    }
    const Made_folder save(options.save);
    return Campaign(options).run();
}

} // namespace trapspec::diff
