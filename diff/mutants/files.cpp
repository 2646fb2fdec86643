#include "diff/mutants/files.hpp"

#include <fstream>
#include <iterator>

#include "diff/systems/system.hpp"

namespace trapspec::diff::mutants {

std::string content_of(const std::filesystem::path& file) {
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

void write(const std::filesystem::path& file, const std::string& content) {
    std::filesystem::create_directories(file.parent_path());
    std::ofstream stream(file, std::ios::binary);
    stream << content;
    if (!stream.flush()) {
        throw System_error(file.string() + ": cannot be written");
    }
}

} // namespace trapspec::diff::mutants
