// Whole files: what is read to be changed, and written changed.
#pragma once

#include <filesystem>
#include <string>

namespace trapspec::diff::mutants {

/// Empty when it is not there.
[[nodiscard]] std::string content_of(const std::filesystem::path& file);

/// Makes its folder, too. Throws System_error.
void write(const std::filesystem::path& file, const std::string& content);

} // namespace trapspec::diff::mutants
