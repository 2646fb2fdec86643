#include "tests/arch_mutants/trials.hpp"

#include <fmt/format.h>

#include <chrono>
#include <fstream>
#include <iterator>

#include "diff/metal/child.hpp"
#include "diff/mutants/files.hpp"
#include "diff/systems/system.hpp"

namespace trapspec::arch_mutants {

namespace fs = std::filesystem;
using diff::mutants::content_of;
using diff::mutants::write;

namespace {

constexpr auto patience = std::chrono::seconds(60);

/// The rules' only source, in Concrete alone: half the work for the compiler.
std::string concrete_only(const std::string& source) {
    std::string kept;
    for (std::size_t at = 0; at < source.size();) {
        const std::size_t end = std::min(source.find('\n', at), source.size() - 1) + 1;
        const std::string line = source.substr(at, end - at);
        kept += line.find("<Symbolic>") == std::string::npos ? line : "\n";
        at = end;
    }
    return kept;
}

/// What a command complains of; empty when it ends well.
std::string run(const std::vector<std::string>& command, const fs::path& folder) {
    diff::metal::Child child(command, folder, -1);
    if (!child.wait(patience, [] {})) {
        return fmt::format("{} took more than {} s", command.front(), patience.count());
    }
    if (child.exit_status() == 0) {
        return "";
    }
    const std::string said = child.errors() + child.output();
    return said.empty() ? "ended without a word" : said;
}

std::string first_failure(const std::string& output) {
    constexpr std::string_view mark = "[  FAILED  ] ";
    const std::size_t at = output.find(mark);
    if (at == std::string::npos) {
        return "a crash";
    }
    const std::size_t first = at + mark.size();
    return output.substr(first, output.find_first_of(" ,\n", first) - first);
}

} // namespace

Trials::Trials(fs::path root, fs::path work, std::string compiler, std::vector<std::string> objects)
    : root_(std::move(root)), work_(std::move(work)), compiler_(std::move(compiler)), objects_(std::move(objects)) {
    write(work_ / "rules.cpp", concrete_only(content_of(root_ / "model/arch/arch.cpp")));
    // What no fault touches is read once.
    write(work_ / "domain.hpp", "#include \"model/domain/branch.hpp\"\n#include \"model/lguest/gate.hpp\"\n");
    const std::vector<std::string> command{compiler_,
        "-std=c++20",
        "-O0",
        "-w",
        "-I" + root_.string(),
        "-x",
        "c++-header",
        "domain.hpp",
        "-o",
        "domain.hpp.gch"};
    std::string complaint = run(command, work_);
    complaint = complaint.empty() ? compile(root_, work_ / "rules.o", false) : complaint;
    complaint = complaint.empty() ? compile(root_, work_ / "optimised.o", true) : complaint;
    complaint = complaint.empty() ? link(work_ / "rules.o", work_ / "tests") : complaint;
    complaint = complaint.empty() ? run({(work_ / "tests").string(), "--gtest_brief=1"}, work_) : complaint;
    if (!complaint.empty()) {
        throw diff::System_error("the rules as they are: " + complaint);
    }
}

std::string Trials::compile(const fs::path& overlay, const fs::path& object, bool optimised) const {
    std::vector<std::string> command{compiler_, "-std=c++20", "-w"};
    if (optimised) {
        command.emplace_back("-O2");
    } else {
        command.insert(command.end(), {"-O0", "-include", (work_ / "domain.hpp").string()});
    }
    command.insert(command.end(),
        {"-I" + overlay.string(), "-I" + root_.string(), "-c", (work_ / "rules.cpp").string(), "-o", object.string()});
    return run(command, work_);
}

/// The rules come first: of a function that both have, the linker takes the first.
std::string Trials::link(const fs::path& object, const fs::path& program) const {
    std::vector<std::string> command{compiler_, object.string()};
    command.insert(command.end(), objects_.begin(), objects_.end());
    command.insert(command.end(), {"-o", program.string()});
    return run(command, work_);
}

Outcome Trials::of(const diff::mutants::Fault& fault) const {
    const fs::path folder = work_ / fault.name;
    struct Removed {
        const fs::path& folder;
        ~Removed() {
            std::error_code ignored;
            fs::remove_all(folder, ignored);
        }
    } const removed{folder};
    write(folder / fault.file, with_fault(content_of(root_ / fault.file), fault));
    const fs::path object = folder / "rules.o";
    if (const std::string complaint = compile(folder, object, false); !complaint.empty()) {
        return {Fate::does_not_build, ""};
    }
    const fs::path program = folder / "tests";
    if (const std::string complaint = link(object, program); !complaint.empty()) {
        throw diff::System_error(fault.name + ": " + complaint);
    }
    const std::string failed = run({program.string(), "--gtest_brief=1", "--gtest_fail_fast"}, folder);
    if (!failed.empty()) {
        return {Fate::killed, first_failure(failed)};
    }
    const bool same = compile(folder, object, true).empty() && content_of(object) == content_of(work_ / "optimised.o");
    return {same ? Fate::same_code : Fate::survived, ""};
}

} // namespace trapspec::arch_mutants
