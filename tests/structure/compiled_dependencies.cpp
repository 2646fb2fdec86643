#include "tests/structure/compiled_dependencies.hpp"

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <memory>
#include <sstream>

namespace trapspec::test {

namespace fs = std::filesystem;

namespace {

using Dependencies = std::vector<std::string>; ///< an object's, the source first

/// `ninja -t deps`: a line "object: #deps ..." and then one indented line a file.
std::vector<Dependencies> parse_ninja(std::istream& in) {
    std::vector<Dependencies> objects;
    for (std::string line; std::getline(in, line);) {
        if (line.starts_with("    ") && !objects.empty()) {
            objects.back().push_back(line.substr(4));
        } else if (line.find(": #deps") != std::string::npos) {
            objects.emplace_back();
        }
    }
    return objects;
}

std::vector<Dependencies> ask_ninja() {
    const std::string command = "\"" TRAPSPEC_BUILD_TOOL "\" -C \"" + build_root().string() + "\" -t deps 2>/dev/null";
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> pipe(popen(command.c_str(), "r"), pclose);
    std::string text;
    char buffer[1 << 16];
    while (pipe) {
        const std::size_t count = std::fread(buffer, 1, sizeof buffer, pipe.get());
        if (count == 0) {
            break;
        }
        text.append(buffer, count);
    }
    std::istringstream in(text);
    return parse_ninja(in);
}

/// A make rule: "object: source \ header \ header".
std::vector<Dependencies> read_depend_files() {
    std::vector<Dependencies> objects;
    for (const auto& entry : fs::recursive_directory_iterator(build_root())) {
        if (entry.path().extension() != ".d") {
            continue;
        }
        std::ifstream in(entry.path());
        Dependencies words{std::istream_iterator<std::string>(in), {}};
        std::erase(words, "\\");
        if (!words.empty()) {
            words.erase(words.begin()); // the object
            objects.push_back(words);
        }
    }
    return objects;
}

Path relative_to_root(const std::string& file) {
    const fs::path path = (fs::path(file).is_absolute() ? fs::path(file) : build_root() / file).lexically_normal();
    const std::string relative = path.lexically_relative(source_root()).generic_string();
    const std::string build = build_root().lexically_relative(source_root()).generic_string();
    return relative.starts_with("..") || is_in(relative, build) ? Path() : relative;
}

Compilation describe(const Dependencies& files) {
    Compilation compilation;
    compilation.source = relative_to_root(files.front());
    for (const std::string& file : files) {
        compilation.saw_z3 |= file.ends_with("/z3++.h") || file.ends_with("/z3.h");
        compilation.saw_json |= file.find("/nlohmann/") != std::string::npos;
        const Path path = relative_to_root(file);
        if (!path.empty() && path != compilation.source) {
            compilation.read.push_back(path);
        }
    }
    return compilation;
}

} // namespace

std::vector<Compilation> compilations() {
    const bool ninja = fs::exists(build_root() / "build.ninja");
    std::vector<Compilation> result;
    for (const Dependencies& files : ninja ? ask_ninja() : read_depend_files()) {
        // A file may have gone since it was compiled.
        if (!files.empty() && !relative_to_root(files.front()).empty() && fs::exists(build_root() / files.front())) {
            result.push_back(describe(files));
        }
    }
    return result;
}

} // namespace trapspec::test
