#include "tests/structure/source_tree.hpp"

#include <algorithm>
#include <fstream>
#include <regex>
#include <stdexcept>

namespace trapspec::test {

namespace fs = std::filesystem;

namespace {

std::vector<Path> find_sources() {
    std::vector<Path> found;
    for (const char* folder : {"model", "impl", "traces", "diff", "proofs", "cli", "bench", "tests"}) {
        if (!fs::exists(source_root() / folder)) {
            continue;
        }
        for (const auto& entry : fs::recursive_directory_iterator(source_root() / folder)) {
            const std::string extension = entry.path().extension().string();
            if (entry.is_regular_file() && (extension == ".cpp" || extension == ".hpp" || extension == ".h")) {
                found.push_back(entry.path().lexically_relative(source_root()).generic_string());
            }
        }
    }
    std::sort(found.begin(), found.end());
    return found;
}

} // namespace

const fs::path& source_root() {
    static const fs::path root = TRAPSPEC_SOURCE_DIR;
    return root;
}

const fs::path& build_root() {
    static const fs::path root = TRAPSPEC_BINARY_DIR;
    return root;
}

std::vector<std::string> lines_of(const Path& file) {
    std::ifstream in(source_root() / file);
    if (!in) {
        throw std::runtime_error("cannot read " + file);
    }
    std::vector<std::string> lines;
    for (std::string line; std::getline(in, line);) {
        lines.push_back(line);
    }
    return lines;
}

const std::vector<Path>& sources() {
    static const std::vector<Path> found = find_sources();
    return found;
}

bool is_in(std::string_view file, std::string_view folder) {
    return file.starts_with(folder) && (file.size() == folder.size() || file[folder.size()] == '/');
}

std::vector<Path> sources_in(std::string_view folder) {
    std::vector<Path> found;
    std::copy_if(sources().begin(), sources().end(), std::back_inserter(found), [=](const Path& file) {
        return is_in(file, folder);
    });
    return found;
}

namespace {

Includes find_includes(const Path& file) {
    static const std::regex include(R"re(^\s*#\s*include\s*([<"])([^>"]+)[>"])re");
    Includes includes;
    for (const std::string& line : lines_of(file)) {
        std::smatch match;
        if (!std::regex_search(line, match, include)) {
            continue;
        }
        const std::string name = match[2];
        if (match[1] == "<") {
            includes.outside.insert(name);
            continue;
        }
        const fs::path beside = (fs::path(file).parent_path() / name).lexically_normal();
        if (fs::exists(source_root() / name)) {
            includes.files.insert(fs::path(name).lexically_normal().generic_string());
        } else if (fs::exists(source_root() / beside)) {
            includes.files.insert(beside.generic_string());
        } else {
            includes.unknown.insert(name);
        }
    }
    return includes;
}

} // namespace

const Includes& includes_of(const Path& file) {
    static std::map<Path, Includes> known;
    const auto found = known.find(file);
    return found != known.end() ? found->second : known.emplace(file, find_includes(file)).first->second;
}

} // namespace trapspec::test
