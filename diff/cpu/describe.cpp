#include "diff/cpu/describe.hpp"

#include <fmt/format.h>

#include "diff/cpu/generate.hpp"

namespace trapspec::diff::cpu {

namespace {

namespace wire = wire::oracle;
namespace flag = model::arch::eflags;

constexpr std::array<std::string_view, wire::source_count> source_names{"int {:#x}",
    "int3",
    "into",
    "int1 (F1)",
    "ud2",
    "a division by zero",
    "a null selector into ss",
    "a read of an unmapped page",
    "bound, out of range",
    "a single step",
    "a single step of sti",
    "iretd",
    "iretw"};

} // namespace

std::string flags_in_words(std::uint32_t eflags) {
    constexpr std::pair<std::uint32_t, std::string_view> names[] = {{flag::carry, "CF"},
        {flag::parity, "PF"},
        {flag::adjust, "AF"},
        {flag::zero, "ZF"},
        {flag::sign, "SF"},
        {flag::trap, "TF"},
        {flag::interrupt, "IF"},
        {flag::direction, "DF"},
        {flag::overflow, "OF"},
        {flag::nested_task, "NT"},
        {flag::resume, "RF"},
        {flag::virtual_8086, "VM"},
        {flag::alignment, "AC"},
        {flag::virtual_interrupt, "VIF"},
        {flag::virtual_interrupt_pending, "VIP"},
        {flag::identification, "ID"}};
    std::string words;
    for (const auto& [bit, name] : names) {
        if ((eflags & bit) != 0) {
            words += fmt::format(" {}", name);
        }
    }
    if ((eflags & flag::iopl) != 0) {
        words += fmt::format(" IOPL={}", eflags >> 12 & 3);
    }
    return fmt::format("{:#010x}{}{}", eflags, words.empty() ? "" : ":", words);
}

namespace {

std::string event_in_words(const Question& question) {
    const std::string_view name = source_names[std::min(question.source, wire::source_count - 1)];
    const std::string what = fmt::format(fmt::runtime(name), question.vector);
    const bool virtual_8086 = (question.eflags & flag::virtual_8086) != 0;
    return fmt::format("{} in {}, cs {:#x}, ss:esp {:#x}:{:#x}, eflags {}",
        what,
        virtual_8086 ? "virtual-8086 mode" : fmt::format("ring {}", question.cs & 3),
        question.cs,
        question.ss,
        question.esp,
        flags_in_words(question.eflags));
}

std::string gate_in_words(const Question& question) {
    const std::uint32_t b = question.gate[1];
    return fmt::format("gate {:#x} is {:#010x} {:#010x}: {}, DPL {}, {}type {:#x}, to {:#x}:{:#x}",
        question.vector,
        question.gate[0],
        b,
        (b & 0x8000) != 0 ? "present" : "not present",
        b >> 13 & 3,
        (b & 0x1000) != 0 ? "S set, " : "",
        b >> 8 & 0xF,
        question.gate[0] >> 16,
        (question.gate[0] & 0xFFFF) | (b & 0xFFFF0000));
}

} // namespace

std::string descriptor_in_words(std::uint32_t selector, std::uint32_t a, std::uint32_t b) {
    return fmt::format(
        "selector {:#x} is {:#010x} {:#010x}: base {:#x}, limit {:#x}{}, {}, DPL {}, {}type {:#x}, {}-bit",
        selector,
        a,
        b,
        a >> 16 | (b & 0xFF) << 16 | (b & 0xFF000000),
        (a & 0xFFFF) | (b & 0xF0000),
        (b & 0x800000) != 0 ? " pages" : "",
        (b & 0x8000) != 0 ? "present" : "not present",
        b >> 13 & 3,
        (b & 0x1000) != 0 ? "" : "system, ",
        b >> 8 & 0xF,
        (b & 0x400000) != 0 ? 32 : 16);
}

std::vector<std::string> in_words(const Question& question, const Places& places) {
    const Question plain = plain_question(places);
    const bool iret = question.source == wire::iret_32 || question.source == wire::iret_16;
    std::vector<std::string> lines{event_in_words(question)};
    if (!iret) {
        lines.push_back(gate_in_words(question));
    }
    if (question.ss1 != plain.ss1 || question.esp1 != plain.esp1) {
        lines.push_back(fmt::format("the stack of ring 1 is {:#x}:{:#x}", question.ss1, question.esp1));
    }
    if (question.ss2 != plain.ss2 || question.esp2 != plain.esp2) {
        lines.push_back(fmt::format("the stack of ring 2 is {:#x}:{:#x}", question.ss2, question.esp2));
    }
    if (question.idt_limit != plain.idt_limit) {
        lines.push_back(fmt::format("the IDT's limit is {:#x}", question.idt_limit));
    }
    if (question.tss_limit != plain.tss_limit) {
        lines.push_back(fmt::format("the TSS's limit is {:#x}", question.tss_limit));
    }
    if (question.page != plain.page) {
        lines.push_back(fmt::format("the page at {:#x} is{}present, {}, for {}",
            places.stack_pages,
            (question.page & 1) != 0 ? " " : " not ",
            (question.page & 2) != 0 ? "writable" : "read-only",
            (question.page & 4) != 0 ? "every ring" : "supervisors"));
    }
    if (question.descriptor[0] != 0 || question.descriptor[1] != 0) {
        lines.push_back(descriptor_in_words(selector(slot::asked, 0), question.descriptor[0], question.descriptor[1]));
    }
    if (iret) {
        const auto& frame = question.frame;
        lines.push_back(fmt::format(
            "on the stack are {:#x} {:#x} {:#x} {:#x} {:#x}", frame[0], frame[1], frame[2], frame[3], frame[4]));
    }
    return lines;
}

std::string in_words(const Answer& answer) {
    const std::string where = fmt::format("cs:eip {:#x}:{:#x}, ss:esp {:#x}:{:#x}, eflags {}",
        answer.cs,
        answer.eip,
        answer.ss,
        answer.esp,
        flags_in_words(answer.eflags));
    if (answer.entered != 0) {
        return "goes on at " + where;
    }
    return fmt::format(
        "exception {} with error code {:#x}, cr2 {:#x}, at {}", answer.vector, answer.errcode, answer.cr2, where);
}

} // namespace trapspec::diff::cpu
