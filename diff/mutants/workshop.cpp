#include "diff/mutants/workshop.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "diff/metal/child.hpp"
#include "diff/mutants/files.hpp"
#include "diff/systems/system.hpp"

namespace trapspec::diff::mutants {

namespace fs = std::filesystem;

namespace {

constexpr auto patience = std::chrono::seconds(60);

bool is_header(const std::string& file) {
    return file.ends_with(".hpp");
}

nlohmann::json description_of(const fs::path& build) {
    const fs::path file = build / "impl-linux.json";
    std::ifstream stream(file);
    if (!stream) {
        throw System_error(file.string() + ": not there; mutants are built in a checkout that CMake has built");
    }
    return nlohmann::json::parse(stream);
}

/// Other ways to compile, by which the same behaviour more often comes out as the same code.
std::vector<Compilation> other_ways(const Compilation& usual) {
    std::vector<Compilation> ways;
    std::vector<std::string> compilers{usual.compiler};
    if (const fs::path clang = metal::find_program("clang++"); !clang.empty() && clang != usual.compiler) {
        compilers.push_back(clang.string());
    }
    for (const std::string& compiler : compilers) {
        for (const char* level : {"-O3", "-Os", "-O1", "-O2"}) {
            if (compiler == usual.compiler && std::string_view(level) == "-O2") {
                continue;
            }
            Compilation way{
                fmt::format("{} {}", fs::path(compiler).filename().string(), level), compiler, usual.options};
            way.options.emplace_back(level);
            ways.push_back(std::move(way));
        }
    }
    return ways;
}

} // namespace

fs::path source_folder(const fs::path& build) {
    return description_of(build).at("source_dir").get<std::string>();
}

bool same_bytes(const fs::path& a, const fs::path& b) {
    return content_of(a) == content_of(b);
}

Workshop::Workshop(const fs::path& build, fs::path work, Watch watch)
    : work_(std::move(work)), watch_(std::move(watch)) {
    read_description(build);
    original_ = work_ / "original" / "implementation";
    fs::create_directories(original_.parent_path());
    std::vector<fs::path> objects;
    for (const std::string& file : core_) {
        objects.push_back(original_object(file));
        if (const std::string complaint = compile(usual_, file, root_, objects.back()); !complaint.empty()) {
            throw System_error(fmt::format("impl/core/{} does not compile as it is:\n{}", file, complaint));
        }
    }
    if (const std::string complaint = link(objects, original_); !complaint.empty()) {
        throw System_error("the implementation does not link as it is:\n" + complaint);
    }
}

void Workshop::read_description(const fs::path& build) {
    const nlohmann::json description = description_of(build);
    root_ = description.at("source_dir").get<std::string>();
    usual_.compiler = description.at("compiler").get<std::string>();
    usual_.options = description.at("options").get<std::vector<std::string>>();
    // A fault may leave something unused, and lines of debug information would make every object another.
    std::erase_if(usual_.options, [](const std::string& each) { return each == "-g" || each == "-Werror"; });
    usual_.options.emplace_back("-w");
    // What a fault leaves uninitialised is then always the same, and wrong.
    usual_.options.emplace_back("-ftrivial-auto-var-init=pattern");
    core_ = description.at("core").get<std::vector<std::string>>();
    objects_ = description.at("objects").get<std::vector<std::string>>();
    link_options_ = description.at("link_options").get<std::vector<std::string>>();
    if (!fs::exists(usual_.compiler)) {
        throw System_error(usual_.compiler + ": the compiler that this build was made with is not there");
    }
    for (const std::string& object : objects_) {
        if (!fs::exists(object)) {
            throw System_error(object + ": not there; build the implementation first");
        }
    }
}

fs::path Workshop::folder_of(const Fault& fault) const {
    return work_ / fault.name;
}

fs::path Workshop::original_object(const std::string& file) const {
    return work_ / "original" / (file + ".o");
}

/// The files of the core that a fault may change the code of.
std::vector<std::string> Workshop::compiled_for(const Fault& fault) const {
    const std::string file = fs::path(fault.file).filename().string();
    return is_header(file) ? core_ : std::vector<std::string>{file};
}

Build Workshop::build(const Fault& fault) const {
    const fs::path folder = folder_of(fault);
    write(folder / fault.file, with_fault(content_of(root_ / fault.file), fault));
    Build built;
    bool same = true;
    std::vector<fs::path> all;
    const std::vector<std::string> compiled = compiled_for(fault);
    for (const std::string& file : core_) {
        if (std::find(compiled.begin(), compiled.end(), file) == compiled.end()) {
            all.push_back(original_object(file));
            continue;
        }
        all.push_back(folder / (file + ".o"));
        built.complaint = compile(usual_, file, folder, all.back());
        if (!built.complaint.empty()) {
            return built;
        }
        same = same && same_bytes(all.back(), original_object(file));
        built.sum += fmt::format(" {:x}", std::hash<std::string>{}(content_of(all.back())));
        built.objects.push_back(all.back());
    }
    if (same) {
        built.result = Built::same_code;
        return built;
    }
    built.program = folder / "implementation";
    built.complaint = link(all, built.program);
    built.result = built.complaint.empty() ? Built::program : Built::does_not_build;
    return built;
}

void Workshop::remove(const Fault& fault) const {
    std::error_code ignored;
    fs::remove_all(folder_of(fault), ignored);
}

std::string Workshop::same_code_in(const Fault& fault) const {
    const fs::path folder = folder_of(fault);
    const fs::path with = folder / "with.o";
    const fs::path without = folder / "without.o";
    for (const Compilation& way : other_ways(usual_)) {
        const std::vector<std::string> files = compiled_for(fault);
        const bool same = std::all_of(files.begin(), files.end(), [&](const std::string& file) {
            return compile(way, file, folder, with).empty() && compile(way, file, root_, without).empty() &&
                   same_bytes(with, without);
        });
        if (same) {
            return way.name;
        }
    }
    return {};
}

/// Empty, or what the compiler complained of. Files that the overlay has are taken from there.
std::string Workshop::compile(
    const Compilation& how, const std::string& file, const fs::path& overlay, const fs::path& object) const {
    const fs::path source = fs::path("impl/core") / file;
    std::vector<std::string> command{how.compiler};
    command.insert(command.end(), how.options.begin(), how.options.end());
    const fs::path from = fs::exists(overlay / source) ? overlay / source : root_ / source;
    for (const std::string& each : {std::string("-I."),
             "-I" + root_.string(),
             std::string("-c"),
             from.string(),
             std::string("-o"),
             object.string()}) {
        command.push_back(each);
    }
    return run(command, overlay);
}

std::string Workshop::link(const std::vector<fs::path>& core, const fs::path& program) const {
    std::vector<std::string> command{usual_.compiler, "-s"};
    command.insert(command.end(), link_options_.begin(), link_options_.end());
    std::transform(
        core.begin(), core.end(), std::back_inserter(command), [](const fs::path& each) { return each.string(); });
    command.insert(command.end(), objects_.begin(), objects_.end());
    command.insert(command.end(), {"-o", program.string()});
    return run(command, work_);
}

std::string Workshop::run(const std::vector<std::string>& command, const fs::path& folder) const {
    // What a compiler leaves lying about when it is ended goes with the work folder.
    std::vector<std::string> words{"env", "TMPDIR=" + work_.string()};
    words.insert(words.end(), command.begin(), command.end());
    metal::Child child(words, folder, -1);
    if (!child.wait(patience, watch_)) {
        return fmt::format("{} took more than {} s", command.front(), patience.count());
    }
    const std::string errors = child.errors();
    return child.exit_status() == 0 ? "" : errors.empty() ? "ended without a word" : errors;
}

} // namespace trapspec::diff::mutants
