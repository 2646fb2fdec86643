#include "diff/mutants/fault.hpp"

#include <fmt/format.h>
#include <fnmatch.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>

#include "diff/mutants/operators.hpp"
#include "diff/mutants/planted.hpp"
#include "diff/systems/system.hpp"
#include "traces/errors.hpp"

namespace trapspec::diff::mutants {

namespace {

/// What runs, and the constants that it uses; the rest of the core's headers are layouts, which the compiler checks.
constexpr std::array files{"abi.hpp",
    "clock.cpp",
    "cpu.cpp",
    "deliver.cpp",
    "desc.hpp",
    "guest.cpp",
    "guest.hpp",
    "hypercalls.cpp",
    "idt.cpp",
    "interrupts.cpp",
    "memory.cpp",
    "memory.hpp",
    "rules.hpp",
    "run.cpp",
    "stack.cpp",
    "switcher.cpp",
    "syscall.cpp",
    "syscall.hpp",
    "traps.cpp",
    "x86.hpp"};

constexpr std::array changes{change_constants,
    change_relations,
    change_logic,
    change_conditions,
    change_arithmetic,
    change_operands,
    change_order,
    lose_statements};

std::string content_of(const std::filesystem::path& file) {
    std::ifstream stream(file, std::ios::binary);
    if (!stream) {
        throw System_error(
            file.string() + ": the implementation's source is not there; its mutants are made from a checkout");
    }
    return {std::istreambuf_iterator<char>(stream), {}};
}

std::string line_at(std::string_view source, std::size_t offset) {
    const std::size_t first = source.rfind('\n', offset) + 1;
    return one_line(source.substr(first, std::min(source.find('\n', offset), source.size()) - first));
}

std::string place_of(std::string_view source, std::size_t offset) {
    const std::size_t line = source.rfind('\n', offset);
    const std::size_t first = line == std::string_view::npos || line == 0 ? 0 : source.rfind('\n', line - 1) + 1;
    std::string place(source.substr(first, offset - first));
    place += '@';
    place += source.substr(offset, std::min(source.find('\n', offset), source.size()) - offset);
    return one_line(place);
}

Fault planted_in(std::string_view source, const std::filesystem::path& path, const Planted& planted) {
    const std::size_t at = source.find(planted.from);
    if (at == std::string_view::npos || source.find(planted.from, at + 1) != std::string_view::npos) {
        throw traces::Input_error(path.string(),
            1,
            1,
            fmt::format("planted fault {}: \"{}\" must stand here exactly once", planted.name, planted.from));
    }
    const std::string_view before = source.substr(0, at);
    const auto line = static_cast<unsigned>(std::count(before.begin(), before.end(), '\n')) + 1;
    const auto column = static_cast<unsigned>(at - (before.rfind('\n') + 1)) + 1;
    return {std::string(planted.name),
        fmt::format("impl/core/{}", planted.file),
        line,
        column,
        Slip::planted,
        at,
        std::string(planted.from),
        std::string(planted.to),
        line_at(source, at),
        place_of(source, at),
        std::string(planted.origin)};
}

} // namespace

std::string_view name_of(Slip slip) {
    static constexpr std::array<std::string_view, 10> names{
        "constant", "relation", "logic", "condition", "arithmetic", "operand", "order", "lost", "width", "planted"};
    return names[static_cast<std::size_t>(slip)];
}

void Fault_list::add(Slip slip, std::string_view variant, std::size_t first, std::size_t last, std::string to) {
    const Token& token = source_.token(first);
    Fault fault{
        fmt::format("{}:{}:{}:{}", std::filesystem::path(file_).filename().string(), token.line, token.column, variant),
        file_,
        token.line,
        token.column,
        slip,
        token.offset,
        std::string(source_.between(first, last)),
        std::move(to),
        line_at(source_.whole(), token.offset),
        place_of(source_.whole(), token.offset),
        {}};
    if (texts_.insert(with_fault(source_.whole(), fault)).second) {
        faults_.push_back(std::move(fault));
    }
}

std::string with_fault(std::string_view source, const Fault& fault) {
    std::string text(source);
    return text.replace(fault.offset, fault.from.size(), fault.to);
}

std::string one_line(std::string_view text) {
    std::string line;
    for (const char c : text) {
        const bool space = c == ' ' || c == '\n';
        if (!space || (!line.empty() && line.back() != ' ')) {
            line += space ? ' ' : c;
        }
    }
    return line;
}

std::string change_of(const Fault& fault) {
    const std::string from = one_line(fault.from);
    const std::string to = one_line(fault.to);
    const std::string change = fmt::format("{} -> {}", from, to.empty() || to == ";" ? "(nothing)" : to);
    return fault.text == from || from.size() > fault.text.size() ? change
                                                                 : fmt::format("{} in: {}", change, fault.text);
}

std::vector<Fault> all_faults(const std::filesystem::path& root) {
    std::vector<Fault> all;
    for (const char* const file : files) {
        const std::string text = content_of(root / "impl/core" / file);
        const Source source(text);
        Fault_list list(source, fmt::format("impl/core/{}", file));
        for (const auto change : changes) {
            change(source, list);
        }
        if (!std::string_view(file).ends_with(".hpp")) { // a header's widths are layouts, or what callers rely on
            change_widths(source, list);
        }
        const std::vector<Fault> faults = list.take();
        all.insert(all.end(), faults.begin(), faults.end());
    }
    for (const Planted& planted : planted_faults()) {
        const std::filesystem::path path = root / "impl/core" / planted.file;
        all.push_back(planted_in(content_of(path), path, planted));
    }
    return all;
}

std::vector<Fault> faults_named(std::vector<Fault> faults, const std::vector<std::string>& patterns) {
    std::erase_if(faults, [&](const Fault& fault) {
        return !patterns.empty() && std::none_of(patterns.begin(), patterns.end(), [&](const std::string& pattern) {
            return fnmatch(pattern.c_str(), fault.name.c_str(), 0) == 0 || pattern == name_of(fault.slip);
        });
    });
    return faults;
}

} // namespace trapspec::diff::mutants
