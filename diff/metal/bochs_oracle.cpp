#include "diff/metal/bochs_oracle.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>

#include "diff/metal/bochs.hpp"
#include "diff/metal/child.hpp"
#include "diff/systems/system.hpp"

namespace trapspec::diff::metal {

namespace {

constexpr std::size_t sector = wire::oracle::sector_bytes;
constexpr std::size_t header_at = wire::oracle::disk_sector * sector;
constexpr std::size_t questions_at = header_at + sector;

std::size_t portions_of(std::size_t questions) {
    return (questions + wire::oracle::portion - 1) / wire::oracle::portion;
}

std::size_t answers_at(std::size_t questions) {
    return questions_at + portions_of(questions) * wire::oracle::portion_question_sectors * sector;
}

/// Behind the image, and room for the answers, up to a whole cylinder of Bochs's disk.
void append_questions(
    const std::filesystem::path& disk, const wire::oracle::Header& header, std::span<const Question> questions) {
    std::fstream file(disk, std::ios::binary | std::ios::in | std::ios::out);
    file.seekp(header_at);
    file.write(reinterpret_cast<const char*>(&header), sizeof header);
    file.seekp(questions_at);
    file.write(reinterpret_cast<const char*>(questions.data()), static_cast<std::streamsize>(questions.size_bytes()));
    file.close();
    const std::size_t bytes =
        answers_at(questions.size()) + portions_of(questions.size()) * wire::oracle::portion_answer_sectors * sector;
    std::filesystem::resize_file(
        disk, (bytes + bochs_cylinder_bytes - 1) / bochs_cylinder_bytes * bochs_cylinder_bytes);
}

void read_from(std::ifstream& file, std::size_t at, void* to, std::size_t bytes) {
    file.seekg(static_cast<std::streamoff>(at));
    file.read(static_cast<char*>(to), static_cast<std::streamsize>(bytes));
}

} // namespace

Bochs_oracle::Bochs_oracle(const Boot& boot, const Descriptors& descriptors) : boot_(boot) {
    for (std::size_t slot = wire::oracle::own_gdt_entries; slot < descriptors.size(); ++slot) {
        std::copy(descriptors[slot].begin(), descriptors[slot].end(), header_.gdt[slot]);
    }
    ask({}, {});
}

void Bochs_oracle::ask(std::span<const Question> questions, std::span<Answer> answers) {
    const Temporary_folder folder;
    write_bochs_disk(boot_, folder.path());
    header_.count = static_cast<std::uint32_t>(questions.size());
    header_.answered = 0;
    append_questions(folder.path() / bochs_disk, header_, questions);

    Child child(bochs_command(folder.path()), folder.path(), -1);
    if (!child.wait(boot_.limit, boot_.watch)) {
        throw System_error(fmt::format("Bochs did not answer within {} ms", boot_.limit.count()));
    }
    std::ifstream file(folder.path() / bochs_disk, std::ios::binary);
    wire::oracle::Header told{};
    read_from(file, header_at, &told, sizeof told);
    if (told.answered != 1) {
        throw System_error(
            fmt::format("Bochs did not answer every question; it said:\n{}{}", child.output(), child.errors()));
    }
    header_ = told;
    read_from(file, answers_at(questions.size()), answers.data(), answers.size_bytes());
}

} // namespace trapspec::diff::metal
