// Usage: rewrite SOURCE_ROOT OUTPUT. Writes the rules of SOURCE_ROOT/model with mutable constants under OUTPUT, and
// OUTPUT/constants.inc, the list of the constants. OUTPUT/constants.d tells the build what was read.
#include <algorithm>
#include <fstream>
#include <iostream>
#include <iterator>
#include <stdexcept>

#include <fmt/format.h>

#include "tests/constants/rewrite.hpp"

namespace fs = std::filesystem;

namespace trapspec::constants {
namespace {

std::string read(const fs::path& path) {
    std::ifstream in(path);
    if (!in) {
        throw std::runtime_error("cannot read " + path.string());
    }
    return {std::istreambuf_iterator<char>(in), {}};
}

void write(const fs::path& path, const std::string& text) {
    fs::create_directories(path.parent_path());
    std::ofstream out(path);
    out << text;
    if (!out.flush()) {
        throw std::runtime_error("cannot write " + path.string());
    }
}

void replace_once(std::string& text, std::string_view from, std::string_view to) {
    const std::size_t at = text.find(from);
    if (at == std::string::npos || text.find(from, at + 1) != std::string::npos) {
        throw std::runtime_error(fmt::format("\"{}\" must occur exactly once", from));
    }
    text.replace(at, from.size(), to);
}

std::string with_hook(std::string text) {
    replace_once(text, "#pragma once\n", "#pragma once\n#include \"tests/constants/mutation.hpp\"\n");
    return text;
}

/// Literals of the domain are checked when they are compiled; a mutated one is checked when it is made.
std::string domain_header(std::string text) {
    replace_once(text, "consteval", "constexpr");
    replace_once(text, "throw \"literal does not fit\"", "throw mutation::Does_not_compile()");
    return with_hook(std::move(text));
}

std::string_view kind_name(Site_kind kind) {
    switch (kind) {
    case Site_kind::word:
        return "word";
    case Site_kind::count:
        return "count";
    case Site_kind::flag:
        return "flag";
    case Site_kind::slice:
        break;
    }
    return "slice";
}

std::string listing(const Findings& findings, const std::string& rule_set) {
    std::string text = fmt::format("WIDTHS({})\n", findings.widths);
    for (const Found_site& site : findings.sites) {
        text += fmt::format("SITE(\"{}\", {}, {}, \"{}\", {}, {}, \"{}\")\n",
            site.file,
            site.line,
            site.column,
            site.text,
            kind_name(site.kind),
            site.name,
            site.rule);
    }
    for (const Named_constant& name : findings.names) {
        text += fmt::format("NAME(\"{}{}{}\", \"{}\", {})\n",
            name.scope,
            name.scope.empty() ? "" : "::",
            name.name,
            name.file,
            name.line);
    }
    const std::vector<Token> tokens = tokens_of(rule_set);
    for (std::size_t i = 0; i + 2 < tokens.size(); ++i) {
        const bool ends = tokens[i + 2].text == "=" || tokens[i + 2].text == ";";
        if (tokens[i].text == "bool" && tokens[i + 1].text != "operator" && ends) {
            text += fmt::format("FLAG({})\n", tokens[i + 1].text);
        }
    }
    return text;
}

void run(const fs::path& root, const fs::path& output) {
    std::vector<std::string> files;
    for (const auto& entry : fs::directory_iterator(root / "model/lguest")) {
        files.push_back("model/lguest/" + entry.path().filename().string());
    }
    files.emplace_back("model/step.cpp");
    std::sort(files.begin(), files.end());

    Findings findings;
    std::erase(files, "model/lguest/rule_set.hpp"); // see FLAG
    for (const std::string& file : files) {
        collect_names(read(root / file), file, findings);
    }
    std::erase(files, "model/lguest/constants.hpp"); // see NAME
    for (const std::string& file : files) {
        std::string text = rewrite(read(root / file), file, findings);
        write(output / file, file.ends_with(".hpp") ? with_hook(std::move(text)) : text);
    }
    for (const std::string file : {"model/domain/concrete.hpp", "model/domain/symbolic.hpp"}) {
        write(output / file, domain_header(read(root / file)));
    }
    write(output / "constants.inc", listing(findings, read(root / "model/lguest/rule_set.hpp")));

    files.insert(files.end(),
        {"model/lguest/constants.hpp",
            "model/lguest/rule_set.hpp",
            "model/domain/concrete.hpp",
            "model/domain/symbolic.hpp"});
    std::string dependencies = (output / "constants.inc").string() + ":";
    for (const std::string& file : files) {
        dependencies += " " + (root / file).string();
    }
    write(output / "constants.d", dependencies + "\n");
}

} // namespace
} // namespace trapspec::constants

int main(int argc, char** argv) try {
    if (argc != 3) {
        std::cerr << "usage: rewrite SOURCE_ROOT OUTPUT\n";
        return 2;
    }
    trapspec::constants::run(argv[1], argv[2]);
    return 0;
} catch (const std::exception& error) {
    std::cerr << "rewrite: " << error.what() << '\n';
    return 2;
}
