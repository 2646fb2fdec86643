#include "cli/checkout.hpp"

#include <filesystem>

namespace trapspec::cli {

namespace fs = std::filesystem;

namespace {

fs::path folder_of_program() {
    std::error_code error;
    return fs::read_symlink("/proc/self/exe", error).parent_path();
}

} // namespace

std::string build_folder() {
    return folder_of_program().parent_path().string();
}

std::string default_corpus() {
    std::error_code error;
    for (fs::path folder = folder_of_program(); folder.has_relative_path(); folder = folder.parent_path()) {
        if (fs::is_directory(folder / "traces" / "corpus", error)) {
            return (folder / "traces" / "corpus").string();
        }
    }
    return "traces/corpus";
}

} // namespace trapspec::cli
