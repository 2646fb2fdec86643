// The repository as text: its files, and who includes whom.
#pragma once

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace trapspec::test {

/// A path below the root of the repository, with '/'.
using Path = std::string;

[[nodiscard]] const std::filesystem::path& source_root();
[[nodiscard]] const std::filesystem::path& build_root();

/// Lines of a file of the repository.
[[nodiscard]] std::vector<std::string> lines_of(const Path& file);

/// Every C++ source and header, sorted.
[[nodiscard]] const std::vector<Path>& sources();

/// Those in this folder or below it.
[[nodiscard]] std::vector<Path> sources_in(std::string_view folder);
[[nodiscard]] bool is_in(std::string_view file, std::string_view folder);

struct Includes {
    std::set<Path> files;          ///< of the repository, resolved
    std::set<std::string> outside; ///< written in <>
    std::set<std::string> unknown; ///< written in "" and not found
};
[[nodiscard]] const Includes& includes_of(const Path& file);

} // namespace trapspec::test
