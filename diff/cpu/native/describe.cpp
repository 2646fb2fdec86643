#include "diff/cpu/native/describe.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "diff/cpu/describe.hpp"
#include "diff/cpu/words.hpp"

namespace trapspec::diff::cpu::native {

namespace {

namespace wire = wire::native;

/// From wire::int3 on.
constexpr std::array<std::string_view, wire::code_count - wire::int3> names{"int3",
    "into",
    "int1 (F1)",
    "ud2",
    "aam 0",
    "bound eax, [ebx]",
    "nop",
    "pushfd",
    "popfd",
    "popfw",
    "push eax",
    "pop eax",
    "iretd",
    "iretw",
    "mov es, ax",
    "mov ss, ax",
    "mov ds, ax",
    "mov fs, ax",
    "mov gs, ax",
    "mov eax, es:[ebx]",
    "mov eax, cs:[ebx]",
    "mov eax, ss:[ebx]",
    "mov eax, ds:[ebx]",
    "mov eax, fs:[ebx]",
    "mov eax, gs:[ebx]",
    "mov es:[ebx], eax",
    "mov cs:[ebx], eax",
    "mov ss:[ebx], eax",
    "mov ds:[ebx], eax",
    "mov fs:[ebx], eax",
    "mov gs:[ebx], eax",
    "cli",
    "sti",
    "hlt",
    "in al, 0x80",
    "in eax, dx",
    "out 0x80, al",
    "out dx, eax",
    "mov eax, cr0",
    "mov cr3, eax",
    "mov dr7, eax",
    "mov eax, dr6",
    "lldt ax",
    "ltr ax",
    "lmsw ax",
    "clts",
    "invd",
    "wbinvd",
    "rdmsr",
    "wrmsr",
    "sysexit"};

std::string instruction_in_words(std::uint32_t code) {
    return code < wire::int3 ? fmt::format("int {:#x}", code)
                             : std::string(names[std::min<std::size_t>(code - wire::int3, names.size() - 1)]);
}

/// All but esp.
template <class Any>
std::string registers_in_words(const Any& any) {
    std::string words = fmt::format("ds {:#x}, es {:#x}, fs {:#x}, gs {:#x}", any.ds, any.es, any.fs, any.gs);
    for (std::size_t i = register_names.size(); i > 0; --i) {
        if (i - 1 != register_number::esp) {
            words += fmt::format(", {} {:#x}", register_names[i - 1], any.registers[i - 1]);
        }
    }
    return words;
}

} // namespace

std::vector<std::string> in_words(const Question& question) {
    std::vector<std::string> lines{fmt::format("{} at cs:eip {:#x}:{:#x}, ss:esp {:#x}:{:#x}, eflags {}",
        instruction_in_words(question.code),
        question.cs,
        question.eip,
        question.ss,
        question.registers[register_number::esp],
        flags_in_words(question.eflags))};
    lines.push_back(registers_in_words(question));
    if (question.descriptor[0] != 0 || question.descriptor[1] != 0) {
        lines.push_back(
            descriptor_in_words(local_selector(local::asked, 0), question.descriptor[0], question.descriptor[1]));
    }
    if (question.frame_at != 0) {
        const auto& frame = question.frame;
        lines.push_back(fmt::format("on the stack are {:#x} {:#x} {:#x}", frame[0], frame[1], frame[2]));
    }
    return lines;
}

std::string in_words(const Answer& answer) {
    return fmt::format(
        "exception {} with error code {:#x}, cr2 {:#x}, at cs:eip {:#x}:{:#x}, ss:esp {:#x}:{:#x}, eflags {}, {}",
        answer.vector,
        answer.errcode,
        answer.cr2,
        answer.cs,
        answer.eip,
        answer.ss,
        answer.registers[register_number::esp],
        flags_in_words(answer.eflags),
        registers_in_words(answer));
}

} // namespace trapspec::diff::cpu::native
