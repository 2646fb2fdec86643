#include "cli/dut_options.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cctype>
#include <mutex>

#include "cli/interrupt.hpp"
#include "cli/output.hpp"

namespace trapspec::cli {

namespace {

constexpr std::size_t most_lines = 20;

/// As a shell takes it for one word.
std::string quoted(const std::string& word) {
    const auto is_plain = [](unsigned char c) {
        return std::isalnum(c) != 0 ||
               std::string_view("/._-+=:,@%").find(static_cast<char>(c)) != std::string_view::npos;
    };
    if (std::all_of(word.begin(), word.end(), is_plain)) {
        return word;
    }
    std::string text = "'";
    for (const char c : word) {
        text += c == '\'' ? std::string("'\\''") : std::string(1, c);
    }
    return text + "'";
}

} // namespace

void attend(diff::Dut& dut) {
    dut.watch = stop_if_interrupted;
    dut.when_emulated = [] {
        static std::once_flag said;
        std::call_once(said, [] {
            if (isatty(STDERR_FILENO) == 1) {
                fmt::print(
                    stderr, "trapspec: this kernel runs no 32-bit program; QEMU's user mode runs the implementation\n");
            }
        });
    };
}

void add_dut_options(CLI::App& command, diff::Dut& dut) {
    attend(dut);
    CLI::Option* named = command.add_option_function<std::string>(
        "--dut",
        [&dut](const std::string& text) {
            (void)diff::words_of(text);
            dut.command = text;
            dut.form = diff::Dut_form::pipe;
        },
        "Command to hold against the model, instead of the implementation beside this program (diff/wire/README.md)");
    command
        .add_option_function<std::string>(
            "--dut-form",
            [&dut](
                const std::string& form) { dut.form = form == "ring" ? diff::Dut_form::ring : diff::Dut_form::pipe; },
            "How to talk to it: pipe (standard input and output; the default), or ring (shared memory)")
        ->check(CLI::IsMember({"pipe", "ring"}))
        ->needs(named);
    command
        .add_option_function<double>(
            "--dut-timeout",
            [&dut](double seconds) { dut.patience = std::chrono::milliseconds(static_cast<int>(seconds * 1000)); },
            "Seconds that one answer may take; getting ready may take twice as long [2]")
        ->check(CLI::Range(0.1, 3600.0).description("seconds"));
}

std::string as_options(const diff::Dut& dut) {
    return dut.is_named() ? fmt::format(" --dut {} --dut-form {}", quoted(dut.command), diff::name_of(dut.form)) : "";
}

std::string kinds_left_out(diff::Kinds kinds) {
    std::string names;
    for (const model::Event_info& event : model::event_table) {
        if (!diff::does(kinds, event.kind)) {
            names += fmt::format("{}{}", names.empty() ? "" : ", ", event.name);
        }
    }
    return names;
}

void print_indented(const std::string& text, const char* indent) {
    std::vector<std::string> lines(1);
    for (const char c : text) {
        if (c == '\n') {
            lines.emplace_back();
        } else {
            lines.back() += static_cast<unsigned char>(c) < ' ' || c == '\x7f' ? '?' : c;
        }
    }
    if (lines.back().empty()) {
        lines.pop_back();
    }
    for (std::size_t i = lines.size() - std::min(lines.size(), most_lines); i < lines.size(); ++i) {
        fmt::print("{}{}\n", indent, lines[i]);
    }
}

void print_complaints(const std::string& complaints, const char* indent) {
    if (!complaints.empty()) {
        fmt::print("{}its last words on standard error:\n", indent);
        print_indented(complaints, fmt::format("{}  ", indent).c_str());
    }
}

} // namespace trapspec::cli
