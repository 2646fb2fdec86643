#include "diff/metal/bochs.hpp"

#include <fmt/format.h>

#include <charconv>
#include <fstream>
#include <sstream>

#include "diff/metal/child.hpp"
#include "diff/systems/system.hpp"
#include "diff/wire/metal.hpp"

namespace trapspec::diff::metal {

namespace {

constexpr std::size_t digits_of_word = 8;

// No window, no sound, no VGA BIOS (a package of its own), and no way to wait for a viewer. Time is counted in
// instructions: enough of them between two ticks that the Guest gets on although the Host writes records meanwhile.
constexpr const char* configuration = R"(megs: {}
cpu: ips=100000000
romimage: file={}
vgaromimage: file=/dev/null
ata0-master: type=disk, path={}, mode=flat, cylinders={}, heads=16, spt=63
boot: disk
display_library: rfb, options="timeout=0"
port_e9_hack: enabled=1
sound: waveoutdrv=dummy, waveindrv=dummy, midioutdrv=dummy
log: log
)";

void append_record(std::string_view digits, std::vector<std::uint32_t>& stream) {
    for (; digits.size() >= digits_of_word; digits.remove_prefix(digits_of_word)) {
        std::uint32_t word = 0;
        std::from_chars(digits.data(), digits.data() + digits_of_word, word, 16);
        stream.push_back(word);
    }
}

// Bochs prints words of its own between the Host's lines.
Run sort_out(const std::string& output) {
    Run run;
    std::istringstream lines(output);
    for (std::string line; std::getline(lines, line);) {
        if (line.starts_with(wire::metal::record_mark)) {
            append_record(std::string_view(line).substr(1), run.stream);
        } else if (line.starts_with("host: ") || line.starts_with("guest: ")) {
            run.console += line + "\n";
        }
    }
    return run;
}

} // namespace

void write_bochs_disk(const Boot& boot, const std::filesystem::path& folder) {
    const std::filesystem::path disk = folder / bochs_disk;
    const std::filesystem::path image = boot.images / "trapspec-metal.img";
    std::error_code error;
    std::filesystem::copy_file(image, disk, error);
    if (error) {
        throw System_error(fmt::format("{}: {}", image.string(), error.message()));
    }
    std::string line = fmt::format("scenario={} records={}", boot.scenario, boot.records ? "port" : "none");
    line.resize(wire::metal::disk_sector_bytes);
    line.back() = '\0';
    std::fstream file(disk, std::ios::binary | std::ios::in | std::ios::out);
    file.seekp(wire::metal::disk_command_line_sector * wire::metal::disk_sector_bytes);
    file << line;
}

std::vector<std::string> bochs_command(const std::filesystem::path& folder) {
    const auto cylinders = std::filesystem::file_size(folder / bochs_disk) / bochs_cylinder_bytes;
    std::ofstream(folder / "bochsrc") << fmt::format(
        fmt::runtime(configuration), wire::metal::machine_bytes >> 20, bochs_bios, bochs_disk, cylinders);
    // Debian's Bochs is a debugger: it waits to be told to go on.
    std::ofstream(folder / "commands") << "c\n";
    return {bochs_program, "-q", "-f", "bochsrc", "-rc", "commands"};
}

Run run_bochs(const Boot& boot) {
    const Temporary_folder folder;
    write_bochs_disk(boot, folder.path());
    Child child(bochs_command(folder.path()), folder.path(), -1);
    if (!child.wait(boot.limit, boot.watch)) {
        throw System_error(fmt::format("Bochs did not end within {} ms", boot.limit.count()));
    }
    Run run = sort_out(child.output());
    if (run.console.empty()) { // its exit status is 1 even when all is well
        throw System_error(fmt::format("Bochs did not boot; it said:\n{}{}", child.output(), child.errors()));
    }
    return run;
}

} // namespace trapspec::diff::metal
