#include "diff/metal/bochs_oracle.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <fstream>

#include "diff/metal/bochs.hpp"
#include "diff/metal/child.hpp"
#include "diff/systems/system.hpp"

namespace trapspec::diff::metal {

namespace {

// Behind the image: a sector for the header, then the questions, up to a whole cylinder of Bochs's disk.
void append_questions(
    const std::filesystem::path& disk, const wire::oracle::Header& header, std::span<const Question> questions) {
    std::fstream file(disk, std::ios::binary | std::ios::in | std::ios::out);
    constexpr std::size_t sector = wire::metal::disk_sector_bytes;
    file.seekp(wire::oracle::disk_sector * sector);
    file.write(reinterpret_cast<const char*>(&header), sizeof header);
    file.seekp((wire::oracle::disk_sector + 1) * sector);
    file.write(reinterpret_cast<const char*>(questions.data()), static_cast<std::streamsize>(questions.size_bytes()));
    file.close();
    const std::size_t bytes = (wire::oracle::disk_sector + 1) * sector + questions.size_bytes();
    std::filesystem::resize_file(
        disk, (bytes + bochs_cylinder_bytes - 1) / bochs_cylinder_bytes * bochs_cylinder_bytes);
}

} // namespace

Bochs_oracle::Bochs_oracle(const Boot& boot, const Descriptors& descriptors) : boot_(boot) {
    for (std::size_t slot = 0; slot < descriptors.size(); ++slot) {
        std::copy(descriptors[slot].begin(), descriptors[slot].end(), header_.gdt[slot]);
    }
    ask({}, {});
}

void Bochs_oracle::ask(std::span<const Question> questions, std::span<Answer> answers) {
    const Temporary_folder folder;
    write_bochs_disk(boot_, folder.path());
    header_.count = static_cast<std::uint32_t>(questions.size());
    append_questions(folder.path() / bochs_disk, header_, questions);

    Child child(bochs_command(folder.path()), folder.path(), -1);
    if (!child.wait(boot_.limit, boot_.watch)) {
        throw System_error(fmt::format("Bochs did not answer within {} ms", boot_.limit.count()));
    }
    const std::string output = child.output();
    const std::size_t mark = output.find(wire::oracle::answers_mark);
    const std::size_t at = mark + std::strlen(wire::oracle::answers_mark);
    if (mark == std::string::npos || output.size() < at + sizeof places_ + answers.size_bytes()) {
        throw System_error("Bochs did not answer every question; it said:\n" + child.errors());
    }
    std::memcpy(&places_, output.data() + at, sizeof places_);
    if (!answers.empty()) {
        std::memcpy(answers.data(), output.data() + at + sizeof places_, answers.size_bytes());
    }
}

} // namespace trapspec::diff::metal
