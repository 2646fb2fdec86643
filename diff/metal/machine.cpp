#include "diff/metal/machine.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <sstream>

#include "diff/metal/bochs.hpp"
#include "diff/metal/child.hpp"
#include "diff/metal/qemu.hpp"
#include "diff/systems/system.hpp"

namespace trapspec::diff::metal {

namespace {

constexpr const char* kvm_device = "/dev/kvm";

std::string first_line_with(const std::string& text, std::string_view word) {
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        if (const std::size_t at = line.find(word); at != std::string::npos) {
            return line.substr(at);
        }
    }
    return {};
}

} // namespace

std::optional<Machine> machine_named(std::string_view name) {
    const auto found = std::find(machine_names.begin(), machine_names.end(), name);
    if (found == machine_names.end()) {
        return std::nullopt;
    }
    return static_cast<Machine>(found - machine_names.begin());
}

std::string why_missing(Machine machine) {
    const bool bochs = machine == Machine::bochs;
    if (find_program(bochs ? bochs_program : qemu_program).empty()) {
        return fmt::format("{} is not installed (Debian: apt-get install {})",
            bochs ? bochs_program : qemu_program,
            bochs ? bochs_packages : qemu_packages);
    }
    if (bochs && !std::filesystem::exists(bochs_bios)) {
        return fmt::format("{} is missing (Debian: apt-get install {})", bochs_bios, bochs_packages);
    }
    if (machine == Machine::kvm && access(kvm_device, R_OK | W_OK) != 0) {
        return fmt::format("{} cannot be opened: no KVM here, or no permission", kvm_device);
    }
    return {};
}

std::string version_of(Machine machine) {
    if (const std::string why = why_missing(machine); !why.empty()) {
        throw System_error(why);
    }
    const bool bochs = machine == Machine::bochs;
    const Temporary_folder folder;
    Child child({bochs ? bochs_program : qemu_program, bochs ? "--help" : "--version"}, folder.path(), -1);
    if (!child.wait(std::chrono::seconds(10), {})) {
        throw System_error(
            fmt::format("{} does not say its version", machine_names[static_cast<std::size_t>(machine)]));
    }
    const std::string line = first_line_with(child.output() + child.errors(), bochs ? "Bochs" : "QEMU");
    return line.empty() ? "an unknown version" : line;
}

Run run(const Boot& boot) {
    if (const std::string why = why_missing(boot.machine); !why.empty()) {
        throw System_error(why);
    }
    const auto begin = std::chrono::steady_clock::now();
    Run run = boot.machine == Machine::bochs ? run_bochs(boot) : run_qemu(boot);
    run.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    return run;
}

std::filesystem::path default_images() {
    return std::filesystem::read_symlink("/proc/self/exe").parent_path();
}

} // namespace trapspec::diff::metal
