#include "diff/systems/dut.hpp"

#include <fmt/format.h>

#include <filesystem>

#include "diff/systems/pipe_dut.hpp"
#include "diff/systems/ring_dut.hpp"

namespace trapspec::diff {

namespace {

constexpr int starting_takes_longer = 2;

Dut_start start_of(const Dut& dut, const Handshake& handshake, double share_of_patience) {
    return {.command = dut.is_named() ? words_of(dut.command) : std::vector{default_implementation()},
        .handshake = handshake,
        .patience_at_start = dut.patience * starting_takes_longer,
        .patience = std::chrono::duration_cast<std::chrono::milliseconds>(dut.patience * share_of_patience),
        .watch = dut.watch};
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
    const Dut_start start = start_of(dut, handshake, share_of_patience);
    try {
        if (dut.form == Dut_form::pipe) {
            return std::make_unique<Pipe_dut>(start);
        }
        return std::make_unique<Ring_dut>(start);
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
