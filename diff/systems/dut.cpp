#include "diff/systems/dut.hpp"

#include <fmt/format.h>

#include <array>
#include <filesystem>
#include <fstream>

#include "diff/systems/pipe_dut.hpp"
#include "diff/systems/ring_dut.hpp"

namespace trapspec::diff {

namespace {

constexpr int starting_takes_longer = 2;
constexpr const char* i386_emulator = "qemu-i386";

Dut_start start_of(const Dut& dut, const Handshake& handshake, double share_of_patience) {
    return {.command = dut.is_named() ? words_of(dut.command) : std::vector{default_implementation()},
        .handshake = handshake,
        .patience_at_start = dut.patience * starting_takes_longer,
        .patience = std::chrono::duration_cast<std::chrono::milliseconds>(dut.patience * share_of_patience),
        .watch = dut.watch};
}

std::unique_ptr<Dut_system> start_as(Dut_form form, const Dut_start& start) {
    if (form == Dut_form::pipe) {
        return std::make_unique<Pipe_dut>(start);
    }
    return std::make_unique<Ring_dut>(start);
}

/// System V ABI, "ELF Header".
bool is_i386_program(const std::string& file) {
    constexpr std::size_t class_at = 4, machine_at = 18;
    constexpr char class_32 = 1, machine_386 = 3;
    std::array<char, machine_at + 1> start{};
    std::ifstream stream(file, std::ios::binary);
    stream.read(start.data(), start.size());
    return stream && std::string_view(start.data(), class_at) == "\177ELF" && start[class_at] == class_32 &&
           start[machine_at] == machine_386;
}

std::unique_ptr<Dut_system> start_here_or_emulated(const Dut& dut, Dut_start start) {
    try {
        return start_as(dut.form, start);
    } catch (const Not_executable& error) {
        if (!error.has_another_format() || !is_i386_program(start.command.front())) {
            throw;
        }
    }
    const std::string program = start.command.front();
    start.command.insert(start.command.begin(), i386_emulator);
    try {
        auto system = start_as(dut.form, start);
        if (dut.when_emulated) {
            dut.when_emulated();
        }
        return system;
    } catch (const Not_executable&) {
        throw System_error(
            fmt::format("{}: this kernel runs no 32-bit program; {}, which runs it emulated, is not there "
                        "(Debian: apt-get install qemu-user)",
                program,
                i386_emulator));
    }
}

} // namespace

std::string_view name_of(Dut_form form) {
    return form == Dut_form::ring ? "ring" : "pipe";
}

Dut dut_at(const std::filesystem::path& program) {
    std::string word = "\"";
    for (const char c : program.string()) {
        word += c == '"' || c == '\\' ? std::string{'\\', c} : std::string{c};
    }
    Dut dut;
    dut.command = word + '"';
    return dut;
}

std::vector<std::string> words_of(const std::string& command) {
    std::vector<std::string> words;
    bool inside = false; // a word
    char quote = '\0';   // that ends what it began
    for (std::size_t i = 0; i < command.size(); ++i) {
        const char c = command[i];
        if (quote == '\0' && (c == ' ' || c == '\t' || c == '\n')) {
            inside = false;
            continue;
        }
        if (!inside) {
            words.emplace_back();
            inside = true;
        }
        if (c == quote) {
            quote = '\0';
        } else if (quote == '\0' && (c == '\'' || c == '"')) {
            quote = c;
        } else if (c == '\\' && quote != '\'' && i + 1 < command.size()) {
            words.back() += command[++i];
        } else {
            words.back() += c;
        }
    }
    if (quote != '\0') {
        throw std::invalid_argument(fmt::format("--dut: the {} in \"{}\" has no end", quote, command));
    }
    if (words.empty() || words.front().empty()) {
        throw std::invalid_argument("--dut: expected a command");
    }
    return words;
}

std::unique_ptr<Dut_system> start_dut(const Dut& dut, const Handshake& handshake, double share_of_patience) {
    try {
        return start_here_or_emulated(dut, start_of(dut, handshake, share_of_patience));
    } catch (const Not_executable& error) {
        if (dut.is_named()) {
            throw std::invalid_argument(fmt::format("--dut: {}", error.what()));
        }
        throw;
    }
}

std::unique_ptr<Dut_system> start_dut(const Dut& dut, const Configuration& configuration, double share_of_patience) {
    return start_dut(dut, Handshake(configuration), share_of_patience);
}

std::string default_implementation() {
    std::error_code error;
    const auto self = std::filesystem::read_symlink("/proc/self/exe", error);
    return (self.parent_path() / "trapspec-impl-linux").string();
}

} // namespace trapspec::diff
